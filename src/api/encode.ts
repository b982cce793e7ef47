import { isEmpty } from "./decode.ts";
import { integerRange, type Schema, type StructSchema, structSchema } from "./schema.ts";
import type { ApiTypes } from "./types.gen.ts";

/** The JSON that Go's encoder makes of a value: its field order, `null` for nil, omitempty, map keys sorted. */
export function encode<N extends keyof ApiTypes>(name: N, value: ApiTypes[N]): string {
  return encodeStruct(structSchema(name), value);
}

/** The same for a list of values; an empty list is `[]`. */
export function encodeList<N extends keyof ApiTypes>(name: N, values: readonly ApiTypes[N][]): string {
  const schema = structSchema(name);
  return `[${values.map((value) => encodeStruct(schema, value)).join(",")}]`;
}

function encodeStruct(schema: StructSchema, value: unknown): string {
  let text = "{";
  for (const field of schema.fields) {
    const item = (value as Record<string, unknown>)[field.name];
    if (field.omitEmpty && isEmpty(field.schema, item)) continue;
    text += `${text === "{" ? "" : ","}${JSON.stringify(field.name)}:${encodeValue(field.schema, item)}`;
  }
  return `${text}}`;
}

function encodeValue(schema: Schema, value: unknown): string {
  if (value === undefined || value === null) return schema.kind === "bool" ? "false" : absent(schema);
  switch (schema.kind) {
    case "string":
    case "bytes":
      return encodeString(value as string);
    case "integer":
      return encodeInteger(value as number, schema.go);
    case "bigint":
      return String(value);
    case "pointer":
      return encodeValue(schema.of, value);
    case "struct":
      return encodeStruct(schema, value);
    case "slice":
    case "array":
      return `[${(value as readonly unknown[]).map((item) => encodeValue(schema.of, item)).join(",")}]`;
    case "map":
      return encodeMap(schema.of, value as Readonly<Record<string, unknown>>);
    case "empty":
      return "{}";
    default:
      return JSON.stringify(value);
  }
}

/** What stands for a value that is not there: nil, or the zero of a type that has no nil. */
function absent(schema: Schema): string {
  if (schema.kind === "string" || schema.kind === "bytes") return '""';
  if (schema.kind === "integer" || schema.kind === "number" || schema.kind === "bigint") return "0";
  return schema.kind === "struct" ? encodeStruct(schema, {}) : schema.kind === "empty" ? "{}" : "null";
}

function encodeMap(of: Schema, value: Readonly<Record<string, unknown>>): string {
  const keys = Object.keys(value).sort(byBytes);
  return `{${keys.map((key) => `${encodeString(key)}:${encodeValue(of, value[key])}`).join(",")}}`;
}

/** Go sorts by bytes of UTF-8, which is the order of code points. */
function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function encodeString(text: string): string {
  const json = JSON.stringify(text);
  return /[\u2028\u2029]/.test(json) ? json.replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029") : json;
}

/** Beyond 2^53 a number is near the bound it stands for: the nearest that the type can hold. */
function encodeInteger(value: number, go: string): string {
  if (Number.isSafeInteger(value)) return String(value);
  const { low, high } = integerRange(go === "time.Duration" ? "int64" : go);
  const exact = BigInt(Math.trunc(value));
  return String(exact < low ? low : exact > high ? high : exact);
}
