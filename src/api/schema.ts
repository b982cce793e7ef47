import { schemaTable } from "./schemas.gen.ts";
import { type ApiType, parseField, parseType } from "./type-notation.ts";

/** A type with its names resolved: what the decoder and the encoder walk. */
export type Schema =
  | { readonly kind: "string" | "bool" | "integer" | "number" | "bigint"; readonly go: string }
  | { readonly kind: "any" | "bytes" | "empty" | "string-slice"; readonly go: string }
  | { readonly kind: "slice" | "map" | "pointer"; readonly go: string; readonly of: Schema }
  | { readonly kind: "array"; readonly go: string; readonly of: Schema; readonly length: number }
  | StructSchema;

export interface StructSchema {
  readonly kind: "struct";
  readonly go: string;
  /** How the root of a decoding error is called. */
  readonly root: string;
  readonly fields: readonly FieldSchema[];
  /** By lower-case JSON name: Go matches names so. */
  readonly byName: ReadonlyMap<string, FieldSchema>;
}

export interface FieldSchema {
  readonly name: string;
  readonly omitEmpty: boolean;
  readonly schema: Schema;
}

const structs = new Map<string, StructSchema>();

/** The schema of a struct of `spec/engine-api`, compiled at its first use. */
export function structSchema(name: string): StructSchema {
  const known = structs.get(name);
  if (known !== undefined) return known;
  const declaration = schemaTable.structs[name];
  if (declaration === undefined) throw new TypeError(`no such API type: ${name}`);
  const fields = Object.entries(declaration.fields).map(([field, text]): FieldSchema => {
    const { type, omitEmpty } = parseField(text);
    return { name: field, omitEmpty, schema: resolve(type) };
  });
  const schema: StructSchema = {
    kind: "struct",
    go: declaration.go,
    root: declaration.root ?? declaration.go.slice(declaration.go.indexOf(".") + 1),
    fields,
    byName: new Map(fields.map((field) => [field.name.toLowerCase(), field])),
  };
  structs.set(name, schema);
  return schema;
}

const goNames: Readonly<Record<string, string>> = {
  "string-slice": "strslice.StrSlice",
  empty: "struct {}",
  any: "interface {}",
  bytes: "[]uint8",
  bigint: "int64",
  number: "float64",
};

function resolve(type: ApiType): Schema {
  switch (type.kind) {
    case "named":
      return resolveName(type.name);
    case "integer":
      return { kind: "integer", go: type.go };
    case "slice": {
      const of = resolve(type.of);
      return { kind: "slice", of, go: `[]${of.go}` };
    }
    case "map": {
      const of = resolve(type.of);
      return { kind: "map", of, go: `map[string]${of.go}` };
    }
    case "pointer": {
      const of = resolve(type.of);
      return { kind: "pointer", of, go: `*${of.go}` };
    }
    case "array": {
      const of = resolve(type.of);
      return { kind: "array", of, length: type.length, go: `[${type.length}]${of.go}` };
    }
    default:
      return { kind: type.kind, go: goNames[type.kind] ?? type.kind };
  }
}

function resolveName(name: string): Schema {
  const scalar = schemaTable.scalars[name];
  if (scalar !== undefined) return { ...resolve(parseType(scalar.base)), go: scalar.go };
  const alias = schemaTable.aliases[name];
  if (alias !== undefined) return { ...resolve(parseType(alias.type)), go: alias.go };
  return structSchema(name);
}

/** Range of Go's integer types. `int` and `uint` are 64 bits wide. */
export function integerRange(go: string): { readonly low: bigint; readonly high: bigint } {
  const unsigned = go.startsWith("uint");
  const bits = BigInt(/\d+$/.exec(go)?.[0] ?? 64);
  return unsigned
    ? { low: 0n, high: (1n << bits) - 1n }
    : { low: -(1n << (bits - 1n)), high: (1n << (bits - 1n)) - 1n };
}
