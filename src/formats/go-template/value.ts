/**
 * Values as templates see them. Strings and booleans are JavaScript's; numbers are Go integers, or floats where they have a fraction;
 * arrays are slices; plain objects are maps; null is Go's untyped nil. The classes stand for what JavaScript has not.
 */

/** A struct: named fields in order, and methods. */
export class GoStruct {
  /** Go's name, for messages. */
  readonly typeName: string;
  readonly fields: ReadonlyMap<string, unknown>;
  readonly methods: Readonly<Record<string, GoMethod>>;
  /** What its String method gives; the fields in braces where it has none. */
  readonly text: string | undefined;

  readonly #parts: GoStructParts;

  constructor(typeName: string, parts: GoStructParts) {
    this.typeName = typeName;
    this.fields = parts.fields ?? new Map();
    this.methods = parts.methods ?? {};
    this.#parts = parts;
    this.text = parts.text;
  }

  /** What `json` makes of it, made when it is asked for; the fields by their names where it is absent. */
  get json(): unknown {
    return this.#parts.json;
  }
}

export interface GoStructParts {
  readonly fields?: ReadonlyMap<string, unknown>;
  readonly methods?: Readonly<Record<string, GoMethod>>;
  readonly json?: unknown;
  readonly text?: string;
}

/** JSON that was made elsewhere, with escapes of its own. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A method, and how many arguments it takes. */
export interface GoMethod {
  readonly arity: number;
  call(...args: readonly unknown[]): unknown;
}

/** A nil that knows its type, which shows when it is printed. */
export class GoNil {
  readonly kind: "slice" | "map" | "pointer";

  constructor(kind: "slice" | "map" | "pointer") {
    this.kind = kind;
  }
}

/** What a map without the key gives. */
export const noValue = Symbol("no value");

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isWrapped(value);
}

function isWrapped(value: object): boolean {
  return value instanceof GoStruct || value instanceof GoNil;
}

/** Go's idea of truth: anything but the zero value of its type. */
export function isTrue(value: unknown): boolean {
  if (value === null || value === undefined || value === noValue || value instanceof GoNil) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  return typeof value === "object" ? true : Boolean(value);
}

/** The name of a value's type in messages. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined || value === noValue) return "<nil>";
  if (value instanceof GoStruct) return value.typeName;
  if (value instanceof GoNil) return value.kind;
  if (Array.isArray(value)) return "[]interface {}";
  if (isMap(value)) return "map[string]interface {}";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float64";
  return typeof value === "bigint" ? "int" : "string";
}
