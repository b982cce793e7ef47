import { EngineError, messageOf } from "#base/errors.ts";

/** Nested deeper than any honest document. */
const maxDepth = 100;
/** More brackets, braces, commas and colons than any honest document has: each may cost ten times its byte in memory. */
const maxMarks = 500_000;

export type JsonObject = Readonly<Record<string, unknown>>;

/** A document of an image that is not what it should be; `what` names it. */
export function badDocument(what: string, detail: string): EngineError {
  return new EngineError("invalid-argument", `invalid ${what}: ${detail}`, { code: "image.invalid-document" });
}

/** Parses JSON of an unknown origin: depth and number of values are bounded before the parser sees it. @throws invalid-argument */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  checkShape(bytes, what);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    throw badDocument(what, messageOf(error));
  }
}

function checkShape(bytes: Uint8Array, what: string): void {
  let depth = 0;
  let marks = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (inString) {
      if (byte === 0x5c) at++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x2c || byte === 0x3a) marks++;
    else if (byte === 0x5b || byte === 0x7b) {
      marks++;
      depth++;
      if (depth > maxDepth) throw badDocument(what, "nested too deeply");
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  if (marks > maxMarks) throw badDocument(what, "too many values");
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads the fields of one JSON object with the types that they must have; errors name the document and the field. */
export class FieldReader {
  readonly #object: JsonObject;
  readonly #what: string;

  constructor(value: unknown, what: string) {
    if (!isObject(value)) throw badDocument(what, "not an object");
    this.#object = value;
    this.#what = what;
  }

  has(key: string): boolean {
    const value = this.raw(key);
    return value !== undefined && value !== null;
  }

  raw(key: string): unknown {
    return Object.hasOwn(this.#object, key) ? this.#object[key] : undefined;
  }

  /** Fails for `key`. */
  refuse(key: string, detail: string): EngineError {
    return badDocument(this.#what, `${key}: ${detail}`);
  }

  string(key: string): string | undefined {
    return this.#optional(key, "a string", (value): value is string => typeof value === "string");
  }

  integer(key: string): number | undefined {
    return this.#optional(key, "an integer", (value): value is number => Number.isSafeInteger(value));
  }

  boolean(key: string): boolean | undefined {
    return this.#optional(key, "a boolean", (value): value is boolean => typeof value === "boolean");
  }

  strings(key: string): readonly string[] | undefined {
    const isStrings = (value: unknown): value is string[] =>
      Array.isArray(value) && value.every((item) => typeof item === "string");
    return this.#optional(key, "a list of strings", isStrings);
  }

  stringMap(key: string): Readonly<Record<string, string>> | undefined {
    const isMap = (value: unknown): value is Record<string, string> =>
      isObject(value) && Object.values(value).every((item) => typeof item === "string");
    return this.#optional(key, "a map of strings", isMap);
  }

  /** An object whose keys alone count, such as `Volumes`. */
  keySet(key: string): Readonly<Record<string, object>> | undefined {
    const value = this.#optional(key, "an object", isObject);
    return value && Object.fromEntries(Object.keys(value).map((name) => [name, {}]));
  }

  object(key: string): FieldReader | undefined {
    return this.has(key) ? new FieldReader(this.raw(key), `${this.#what}: ${key}`) : undefined;
  }

  objects(key: string): FieldReader[] | undefined {
    const items = this.#optional(key, "a list", (value): value is unknown[] => Array.isArray(value));
    return items?.map((item, index) => new FieldReader(item, `${this.#what}: ${key}[${index}]`));
  }

  #optional<T>(key: string, type: string, matches: (value: unknown) => value is T): T | undefined {
    const value = this.raw(key);
    if (value === undefined || value === null) return undefined;
    if (!matches(value)) throw this.refuse(key, `not ${type}`);
    return value;
  }
}

/** `object` without the entries that are undefined, as exact optional properties want it. */
export function compact<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
