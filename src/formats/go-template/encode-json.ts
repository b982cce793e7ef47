import { isInteger, type StructField } from "./type.ts";
import { indirect, type Value } from "./value.ts";

/** A value as Go's encoding/json writes it, with HTML's characters as they are. */
export function encodeJson(value: Value | undefined): string {
  if (value === undefined) return "null";
  const { type, data } = value;
  if (type.marshal !== undefined && !(type.kind === "pointer" && value.isNil)) return type.marshal(value);
  if (isInteger(type.kind) || type.kind === "bool") return String(data);
  switch (type.kind) {
    case "string":
      return jsonString(data as string);
    case "float64":
      return jsonFloat(data as number);
    case "complex128":
      throw new Error(`json: unsupported type: ${type.name}`);
    case "interface":
    case "pointer":
      return encodeJson(value.target);
    case "struct":
      return `{${(type.fields ?? []).flatMap((field) => jsonField(value, field)).join(",")}}`;
    case "map":
      if (value.isNil) return "null";
      return `{${value.sortedEntries.map(([key, of]) => `${jsonString(key)}:${encodeJson(of)}`).join(",")}}`;
    default:
      return jsonList(value);
  }
}

function jsonList(value: Value): string {
  if (value.isNil) return "null";
  const { elements, type } = value;
  if (type.kind === "slice" && type.elem?.kind === "uint8")
    return jsonString(Buffer.from(elements.map(({ data }) => Number(data))).toString("base64"));
  return `[${elements.map(encodeJson).join(",")}]`;
}

function jsonField(of: Value, field: StructField): string[] {
  const value = of.field(field);
  if (field.embedded === true) return embeddedJson(value);
  if (field.omitEmpty === true && isEmpty(value)) return [];
  return [`${jsonString(field.json)}:${encodeJson(value)}`];
}

function embeddedJson(embedded: Value): string[] {
  const { value, isNil } = indirect(embedded);
  if (value === undefined || isNil) return [];
  return (value.type.fields ?? []).flatMap((inner) => jsonField(value, inner));
}

/** What `omitempty` leaves out; a struct is never empty. */
function isEmpty({ data, kind, elements, entries }: Value): boolean {
  if (kind === "slice" || kind === "array") return elements.length === 0;
  if (kind === "map") return entries.size === 0;
  return data === null || data === "" || data === false || data === 0 || data === 0n;
}

export function jsonString(text: string): string {
  // JavaScript escapes lone surrogates, which here stand for bytes of no character.
  return JSON.stringify(text)
    .replace(/\\ud[89a-f][0-9a-f]{2}/g, "\ufffd")
    .replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
}

/** An exponent from 1e21 on and below 1e-6, as JavaScript writes numbers too. */
function jsonFloat(number: number): string {
  if (!Number.isFinite(number))
    throw new Error(`json: unsupported value: ${number > 0 ? "+Inf" : number < 0 ? "-Inf" : "NaN"}`);
  return Object.is(number, -0) ? "-0" : String(number);
}
