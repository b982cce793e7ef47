import { JsonNumber, JsonParser } from "#api/json-parse.ts";
import { anyType, float64Type, type GoType, isInteger, mapOf, sliceOf, stringType } from "#formats/go-template/type.ts";
import { boxed, goBool, goString, Value, zeroOf } from "#formats/go-template/value.ts";
import { Moment } from "../go-time/moment.ts";
import { goTypeNamed } from "./go-types.ts";

/** JSON's text as the Go value that Docker's client decodes it into, by the type's name in the schema. */
export function typedValue(json: string, type: string): Value {
  return convert(new JsonParser(json).value(), goTypeNamed(type));
}

/** JSON's text as Go's `interface {}`: maps, lists, and numbers as they are written. */
export function untypedValue(json: string): Value | undefined {
  return dynamic(new JsonParser(json).value(), jsonNumber);
}

/** What has been parsed, or was decoded before, as a value of the type. */
export function convert(json: unknown, type: GoType): Value {
  if (json === null || json === undefined) return zeroOf(type);
  const { kind, elem = anyType } = type;
  if (isInteger(kind)) return new Value(type, wholeOf(json));
  switch (kind) {
    case "bool":
      return new Value(type, json === true);
    case "string":
      return new Value(type, String(json));
    case "float64":
      return new Value(type, floatOf(json));
    case "complex128":
      // No JSON leads to one.
      return zeroOf(type);
    case "interface":
      return boxed(dynamic(json, float));
    case "pointer":
      return new Value(type, convert(json, elem));
    case "slice":
    case "array":
      return new Value(type, listOf(json, elem));
    case "map":
      return new Value(type, new Map(entriesOf(json).map(([key, value]) => [key, convert(value, elem)])));
    case "struct":
      return structOf(json, type);
  }
}

function structOf(json: unknown, type: GoType): Value {
  if (type.name === "time.Time") return new Value(type, Moment.of(String(json)));
  const parts = new Map(entriesOf(json));
  const field = (name: string): Value | undefined => {
    const declaration = type.fields?.find((known) => known.name === name);
    if (declaration === undefined) return undefined;
    return convert(declaration.embedded === true ? json : parts.get(declaration.json), declaration.type);
  };
  return new Value(type, { field });
}

function listOf(json: unknown, elem: GoType): Value[] {
  if (typeof json === "string") return [...Buffer.from(json, "base64")].map((byte) => new Value(elem, BigInt(byte)));
  return Array.isArray(json) ? json.map((element) => convert(element, elem)) : [];
}

function entriesOf(json: unknown): [string, unknown][] {
  if (json instanceof Map) return [...(json as ReadonlyMap<string, unknown>)];
  return typeof json === "object" && json !== null ? Object.entries(json) : [];
}

function wholeOf(json: unknown): bigint {
  if (json instanceof JsonNumber)
    return /^-?\d+$/.test(json.source) ? BigInt(json.source) : BigInt(Math.trunc(Number(json.source)));
  return typeof json === "bigint" ? json : BigInt(Math.trunc(Number(json) || 0));
}

function floatOf(json: unknown): number {
  return json instanceof JsonNumber ? Number(json.source) : Number(json);
}

type NumberValue = (json: JsonNumber | number) => Value;

const jsonNumberType: GoType = { kind: "string", name: "json.Number", marshal: ({ data }) => String(data) };
const jsonNumber: NumberValue = (json) =>
  new Value(jsonNumberType, json instanceof JsonNumber ? json.source : String(json));
const float: NumberValue = (json) => new Value(float64Type, floatOf(json));

const listType = sliceOf(anyType);
const objectType = mapOf(stringType, anyType);

/** What Go makes of JSON when it is told no type; null is no value. */
function dynamic(json: unknown, number: NumberValue): Value | undefined {
  if (json === null || json === undefined) return undefined;
  if (typeof json === "string") return goString(json);
  if (typeof json === "boolean") return goBool(json);
  if (typeof json === "number" || json instanceof JsonNumber) return number(json);
  if (Array.isArray(json))
    return new Value(
      listType,
      json.map((element) => boxed(dynamic(element, number))),
    );
  return new Value(objectType, new Map(entriesOf(json).map(([key, value]) => [key, boxed(dynamic(value, number))])));
}
