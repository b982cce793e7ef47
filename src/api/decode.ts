import { EngineError } from "#base/errors.ts";
import { JsonNumber, JsonParser, JsonSyntaxError, type JsonValue } from "./json-parse.ts";
import { integerRange, type Schema, type StructSchema, structSchema } from "./schema.ts";
import type { ApiTypes } from "./types.gen.ts";

/** A body as it was sent, before its types are looked at. */
export interface ParsedBody {
  readonly value: JsonValue;
  /** Something follows the value. */
  readonly trailed: boolean;
}

/**
 * Parses a request body. `undefined` where it is empty or white space.
 * @throws invalid-argument `invalid JSON: …`
 */
export function parseBody(text: string): ParsedBody | undefined {
  const parser = new JsonParser(text);
  return asBody(parser, () => parser.value());
}

/** What a parser gives, or the refusal of what is no JSON. */
export function asBody(parser: JsonParser, value: () => JsonValue): ParsedBody | undefined {
  try {
    return { value: value(), trailed: parser.more() };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    if (error.empty) return undefined;
    throw invalidJson(error.message);
  }
}

/**
 * Reads a request body as Go's encoding/json would: names match without regard to case, unknown ones are passed over,
 * what is absent gets its zero value, and nothing may follow. `undefined` where the body is empty or white space.
 * @throws invalid-argument `invalid JSON: …`, `unexpected content after JSON`
 */
export function decodeBody<N extends keyof ApiTypes>(name: N, text: string): ApiTypes[N] | undefined {
  const parsed = parseBody(text);
  if (parsed === undefined) return undefined;
  const value = decodeValue(name, parsed.value);
  if (parsed.trailed) throw unexpectedContent();
  return value;
}

/** Go finds that out last, after the types. */
export function unexpectedContent(): EngineError {
  return new EngineError("invalid-argument", "unexpected content after JSON");
}

/** @throws invalid-argument `invalid JSON: json: cannot unmarshal …` */
export function decodeValue<N extends keyof ApiTypes>(name: N, value: JsonValue): ApiTypes[N] {
  const schema = structSchema(name);
  return decode(schema, value, { root: schema.root, steps: [] }) as ApiTypes[N];
}

/** The zero value of a type: what Go has before it decodes. */
export function zeroValue<N extends keyof ApiTypes>(name: N): ApiTypes[N] {
  return zero(structSchema(name)) as ApiTypes[N];
}

export function invalidJson(message: string): EngineError {
  return new EngineError("invalid-argument", `invalid JSON: ${message}`);
}

/** Where in the body the decoder is; a number is an index of an array. */
export interface Path {
  readonly root: string;
  readonly steps: readonly (string | number)[];
}

export function decode(schema: Schema, value: JsonValue, path: Path): unknown {
  if (value === null) return zero(schema);
  switch (schema.kind) {
    case "pointer":
      return decode(schema.of, value, path);
    case "struct":
      return value instanceof Map ? decodeStruct(schema, value, path) : mismatch(schema, value, path);
    case "slice":
    case "array":
      return Array.isArray(value) ? decodeList(schema, value, path) : mismatch(schema, value, path);
    case "map":
      return value instanceof Map ? decodeMap(schema.of, value, path) : mismatch(schema, value, path);
    case "empty":
      return value instanceof Map ? {} : mismatch(schema, value, path);
    case "string-slice":
      return decodeStringSlice(value);
    case "any":
      return plainValue(value);
    default:
      return decodeScalar(schema, value, path);
  }
}

function decodeScalar(schema: Schema, value: JsonValue, path: Path): unknown {
  switch (schema.kind) {
    case "string":
    case "bytes":
      return typeof value === "string" ? value : mismatch(schema, value, path);
    case "bool":
      return typeof value === "boolean" ? value : mismatch(schema, value, path);
    case "number":
      return isNumber(value) ? Number(sourceOf(value)) : mismatch(schema, value, path);
    default:
      return isNumber(value) ? decodeInteger(schema, sourceOf(value), path) : mismatch(schema, value, path);
  }
}

function isNumber(value: JsonValue): value is number | JsonNumber {
  return typeof value === "number" || value instanceof JsonNumber;
}

function sourceOf(value: number | JsonNumber): string {
  return typeof value === "number" ? String(value) : value.source;
}

function decodeInteger(schema: Schema, source: string, path: Path): number | bigint {
  const range = integerRange(schema.kind === "bigint" ? "int64" : baseOf(schema.go));
  const exact = /^-?\d+$/.test(source) ? BigInt(source) : undefined;
  if (exact === undefined || exact < range.low || exact > range.high)
    throw unmarshalError(`number ${source}`, schema, path);
  return schema.kind === "bigint" ? exact : Number(exact);
}

/** The integer type under a named one. */
function baseOf(go: string): string {
  return go === "fs.FileMode" ? "uint32" : go === "time.Duration" ? "int64" : go;
}

function decodeStruct(schema: StructSchema, value: Map<string, JsonValue>, path: Path): unknown {
  const result = zero(schema) as Record<string, unknown>;
  for (const [key, item] of value) {
    const field = schema.byName.get(key.toLowerCase());
    if (field === undefined) continue;
    const decoded = decode(field.schema, item, inside(path, key));
    if (field.omitEmpty && isEmpty(field.schema, decoded)) delete result[field.name];
    else result[field.name] = decoded;
  }
  return result;
}

function decodeList(schema: Schema & { readonly of: Schema }, value: JsonValue[], path: Path): unknown {
  const items = value.map((item, index) => elementOf(schema.of, item, inside(path, index)));
  if (schema.kind !== "array") return items;
  return Array.from({ length: schema.length }, (_, index) => items[index] ?? zero(schema.of));
}

function decodeMap(of: Schema, value: Map<string, JsonValue>, path: Path): unknown {
  return Object.fromEntries([...value].map(([key, item]) => [key, elementOf(of, item, inside(path, key))]));
}

/** A nil pointer in a list or map counts as a pointer to the zero value. */
function elementOf(schema: Schema, value: JsonValue, path: Path): unknown {
  return decode(elementSchema(schema), value, path);
}

export function elementSchema(schema: Schema): Schema {
  return schema.kind === "pointer" ? schema.of : schema;
}

/** moby's strslice: a list of strings, or one string. */
function decodeStringSlice(value: JsonValue): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value) && value.every((item) => typeof item === "string" || item === null))
    return value.map((item) => (typeof item === "string" ? item : ""));
  throw invalidJson(`json: cannot unmarshal ${kindOf(value)} into Go value of type string`);
}

/** Whether a decoded value is what `omitempty` leaves out. A pointer to a zero is not. */
export function isEmpty(schema: Schema, value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (schema.kind === "pointer" || schema.kind === "struct") return false;
  if (value === "" || value === 0 || value === false || value === 0n) return true;
  if (Array.isArray(value)) return value.length === 0;
  return schema.kind === "map" && hasNoKey(value as object);
}

function hasNoKey(value: object): boolean {
  for (const key in value) if (Object.hasOwn(value, key)) return false;
  return true;
}

export function zero(schema: Schema): unknown {
  switch (schema.kind) {
    case "string":
    case "bytes":
      return "";
    case "bool":
      return false;
    case "integer":
    case "number":
      return 0;
    case "bigint":
      return 0n;
    case "empty":
      return {};
    case "array":
      return Array.from({ length: schema.length }, () => zero(schema.of));
    case "struct":
      return Object.fromEntries(
        schema.fields.filter((field) => !field.omitEmpty).map((field) => [field.name, zero(field.schema)]),
      );
    default:
      return null;
  }
}

function plainValue(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.source);
  if (Array.isArray(value)) return value.map(plainValue);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, plainValue(item)]));
  return value;
}

export function inside(path: Path, step: string | number): Path {
  return { root: path.root, steps: [...path.steps, step] };
}

function mismatch(schema: Schema, value: JsonValue, path: Path): never {
  throw unmarshalError(kindOf(value), schema, path);
}

function unmarshalError(what: string, schema: Schema, path: Path): EngineError {
  const last = path.steps.at(-1);
  const type = schema.go;
  if (last === undefined) return invalidJson(`json: cannot unmarshal ${what} into Go value of type ${type}`);
  const steps = path.steps.map((step) => `.${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  const field = typeof last === "number" ? "" : "Go struct field ";
  return invalidJson(`json: cannot unmarshal ${what} into ${field}${path.root}${steps} of type ${type}`);
}

function kindOf(value: JsonValue): string {
  if (isNumber(value)) return "number";
  if (Array.isArray(value)) return "array";
  if (value instanceof Map) return "object";
  return value === null ? "null" : typeof value === "boolean" ? "bool" : "string";
}
