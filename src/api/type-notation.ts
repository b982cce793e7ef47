/** A type of the API in the notation of `spec/engine-api`, which is Go's: what a value may be, and what nil is. */
export type ApiType =
  | { readonly kind: "string" | "bool" | "bigint" | "any" | "bytes" | "empty" | "string-slice" }
  | { readonly kind: "integer"; readonly go: string }
  | { readonly kind: "number" }
  | { readonly kind: "slice" | "pointer" | "map"; readonly of: ApiType }
  | { readonly kind: "array"; readonly length: number; readonly of: ApiType }
  | { readonly kind: "named"; readonly name: string };

const plain: Readonly<Record<string, ApiType>> = {
  string: { kind: "string" },
  bool: { kind: "bool" },
  bigint: { kind: "bigint" },
  any: { kind: "any" },
  "[]byte": { kind: "bytes" },
  "struct{}": { kind: "empty" },
  StrSlice: { kind: "string-slice" },
  float64: { kind: "number" },
};

const integers = new Set(["int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64"]);

/** Parses `map[string][]PortBinding` and the like. */
export function parseType(text: string): ApiType {
  const known = plain[text];
  if (known !== undefined) return known;
  if (integers.has(text)) return { kind: "integer", go: text };
  if (text.startsWith("[]")) return { kind: "slice", of: parseType(text.slice(2)) };
  if (text.startsWith("*")) return { kind: "pointer", of: parseType(text.slice(1)) };
  if (text.startsWith("map[string]")) return { kind: "map", of: parseType(text.slice("map[string]".length)) };
  const array = /^\[(\d+)\](.+)$/.exec(text);
  if (array !== null) return { kind: "array", length: Number(array[1]), of: parseType(array[2] ?? "") };
  if (!/^[A-Z]\w*$/.test(text)) throw new TypeError(`not a type: ${JSON.stringify(text)}`);
  return { kind: "named", name: text };
}

/** A field's declaration: its type, and `omitempty` where it has that. */
export interface FieldDeclaration {
  readonly type: ApiType;
  readonly omitEmpty: boolean;
}

/** Parses `[]string omitempty`. */
export function parseField(text: string): FieldDeclaration {
  const [type = "", ...flags] = text.split(" ");
  for (const flag of flags) if (flag !== "omitempty") throw new TypeError(`not a field flag: ${JSON.stringify(flag)}`);
  return { type: parseType(type), omitEmpty: flags.includes("omitempty") };
}

/** What `schemas.gen.ts` holds: all types, in the notation above. */
export interface SchemaTable {
  readonly scalars: Readonly<Record<string, { readonly base: string; readonly go: string }>>;
  readonly aliases: Readonly<Record<string, { readonly type: string; readonly go: string }>>;
  readonly structs: Readonly<Record<string, StructDeclaration>>;
}

export interface StructDeclaration {
  /** Go's name of the type, for error texts. */
  readonly go: string;
  /** What stands for the type where it is the root of a decoding error; default: `go` without its package. */
  readonly root?: string;
  /** JSON name → field, in Go's order, which is the order in the JSON that goes out. */
  readonly fields: Readonly<Record<string, string>>;
  /** The types that Go embeds (`Resources`, `*Base`): their fields are among `fields`. */
  readonly embeds?: readonly string[];
}
