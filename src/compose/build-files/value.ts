/** What a Compose file says, as a tree. */
export type ComposeValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Timestamp
  | Tagged
  | readonly ComposeValue[]
  | ComposeMap;

export type ComposeMap = ReadonlyMap<string, ComposeValue>;

/** A date, which YAML knows and Compose has no use for. */
export class Timestamp {
  constructor(readonly text: string) {}
}

/** A value that does not add to what earlier files say, but takes it away or its place. */
export class Tagged {
  constructor(
    readonly tag: "reset" | "override",
    readonly value: ComposeValue,
  ) {}
}

export const isMap = (value: ComposeValue | undefined): value is ComposeMap => value instanceof Map;

export const isList = (value: ComposeValue | undefined): value is readonly ComposeValue[] => Array.isArray(value);

/** The name that messages give to the type of a value. */
export function typeName(value: ComposeValue): string {
  if (value === null) return "<nil>";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "uint64";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float64";
  if (value instanceof Timestamp) return "time.Time";
  return isMap(value) ? "map[string]interface {}" : "[]interface {}";
}

/** A scalar as a text; `undefined` for what is none. */
export function scalarText(value: ComposeValue): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  return typeof value === "number" ? numberText(value) : undefined;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const isSmall = value !== 0 && Math.abs(value) < 1e-4;
  const text = isSmall ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}
