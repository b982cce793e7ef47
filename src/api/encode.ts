import { isEmpty } from "./decode.ts";
import { integerRange, type Schema, type StructSchema, structSchema } from "./schema.ts";
import type { ApiTypes } from "./types.gen.ts";

/** The JSON that Go's encoder makes of a value: its field order, `null` for nil, omitempty, map keys sorted. */
export function encode<N extends keyof ApiTypes>(name: N, value: ApiTypes[N]): string {
  return structEncoder(structSchema(name))(value);
}

/**
 * A list of values as the body of an answer: the text in UTF-8, with the newline that Go's encoder writes at its end. The
 * bytes of a frozen value are made once, so that a long list costs little more than copying them.
 */
export function encodeList<N extends keyof ApiTypes>(name: N, values: readonly ApiTypes[N][]): Uint8Array {
  const encoder = structEncoder(structSchema(name));
  const items = values.map((value) => encodeOnce(encoder, value));
  const body = Buffer.allocUnsafe(items.reduce((sum, item) => sum + item.length + 1, items.length === 0 ? 3 : 2));
  let end = 0;
  for (const item of items) {
    body[end] = end === 0 ? bracket : comma;
    body.set(item, end + 1);
    end += item.length + 1;
  }
  body.write(end === 0 ? "[]\n" : "]\n", end);
  return body;
}

const bracket = 0x5b;
const comma = 0x2c;
const frozenBytes = new WeakMap<object, Uint8Array>();

function encodeOnce(encoder: Encoder, value: object): Uint8Array {
  if (!Object.isFrozen(value)) return Buffer.from(encoder(value));
  const known = frozenBytes.get(value);
  if (known !== undefined) return known;
  const bytes = Buffer.from(encoder(value));
  frozenBytes.set(value, bytes);
  return bytes;
}

type Encoder = (value: unknown) => string;

const structEncoders = new WeakMap<StructSchema, Encoder>();

/** Encoders are made once per type: a list of 500 containers is 30,000 fields. */
function structEncoder(schema: StructSchema): Encoder {
  const known = structEncoders.get(schema);
  if (known !== undefined) return known;
  const fields = schema.fields.map((field) => ({
    ...field,
    prefix: `${JSON.stringify(field.name)}:`,
    encode: encoderOf(field.schema),
  }));
  const encoder: Encoder = (value) => {
    const object = value as Readonly<Record<string, unknown>>;
    let text = "";
    for (const field of fields) {
      const item = object[field.name];
      if (field.omitEmpty && isEmpty(field.schema, item)) continue;
      text += (text === "" ? "" : ",") + field.prefix + field.encode(item);
    }
    return `{${text}}`;
  };
  structEncoders.set(schema, encoder);
  return encoder;
}

/** The encoder of a field: what is not there is nil, or the zero of a type that has no nil. */
function encoderOf(schema: Schema): Encoder {
  switch (schema.kind) {
    case "string":
    case "bytes":
      return (value) => encodeString((value ?? "") as string);
    case "bool":
      return (value) => (value === true ? "true" : "false");
    case "integer":
      return (value) => encodeInteger((value ?? 0) as number, schema.go);
    case "bigint":
    case "number":
      return (value) => String(value ?? 0);
    case "struct":
      return (value) => structEncoder(schema)(value ?? {});
    case "empty":
      return () => "{}";
    case "pointer":
      return orNull(encoderOf(schema.of));
    case "slice":
    case "array":
      return orNull(listEncoder(encoderOf(schema.of)));
    case "map":
      return orNull(mapEncoder(encoderOf(schema.of)));
    default:
      return (value) => JSON.stringify(value ?? null);
  }
}

function orNull(encoder: Encoder): Encoder {
  return (value) => (value === undefined || value === null ? "null" : encoder(value));
}

function listEncoder(item: Encoder): Encoder {
  return (value) => {
    const list = value as readonly unknown[];
    return list.length === 0 ? "[]" : `[${list.map(item).join(",")}]`;
  };
}

function mapEncoder(item: Encoder): Encoder {
  return (value) => {
    const map = value as Readonly<Record<string, unknown>>;
    const entries = Object.keys(map)
      .sort(byBytes)
      .map((key) => `${encodeString(key)}:${item(map[key])}`);
    return `{${entries.join(",")}}`;
  };
}

/** Go sorts by bytes of UTF-8; code units have the same order but for pairs of surrogates. */
function byBytes(a: string, b: string): number {
  if (a === b) return 0;
  const surrogates = /[\ud800-\udfff]/;
  if (surrogates.test(a) || surrogates.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

const separators = /[\u2028\u2029]/;

function encodeString(text: string): string {
  const json = JSON.stringify(text);
  return separators.test(json) ? json.replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029") : json;
}

/** Beyond 2^53 a number is near the bound it stands for: the nearest that the type can hold. */
function encodeInteger(value: number, go: string): string {
  if (Number.isSafeInteger(value)) return String(value);
  const { low, high } = integerRange(go === "time.Duration" ? "int64" : go);
  const exact = BigInt(Math.trunc(value));
  return String(exact < low ? low : exact > high ? high : exact);
}
