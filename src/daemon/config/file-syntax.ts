import { JsonParser, JsonSyntaxError, type JsonValue } from "#api/json-parse.ts";

/** The members of a configuration file, in their order. */
export type FileMembers = ReadonlyMap<string, JsonValue>;

/**
 * Parses the bytes of a configuration file; nothing but white space is an empty one.
 * @throws Error in Docker's words
 */
export function parseConfigFile(bytes: Uint8Array): FileMembers {
  const text = decodeText(bytes);
  if (text.trim() === "") return new Map();
  const value = parseJson(text);
  if (value === null) return new Map();
  if (value instanceof Map) return value;
  throw new Error(
    `invalid JSON: json: cannot unmarshal ${jsonKind(value)} into Go value of type map[string]interface {}`,
  );
}

/** Go's name for the kind of a JSON value, as decoding errors have it. */
export function jsonKind(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (value instanceof Map) return "object";
  if (typeof value === "boolean") return "bool";
  return typeof value === "string" ? "string" : "number";
}

/** A JSON value as Go prints it with %v. */
export function showJson(value: JsonValue): string {
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(showJson).join(" ")}]`;
  if (value instanceof Map) {
    const entries = [...value].sort(([a], [b]) => (a < b ? -1 : 1));
    return `map[${entries.map(([key, item]) => `${key}:${showJson(item)}`).join(" ")}]`;
  }
  return typeof value === "object" ? value.source : String(value);
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`failed to decode configuration JSON at offset ${validLength(bytes) + 1}: encoding: invalid UTF-8`);
  }
}

function validLength(bytes: Uint8Array): number {
  const lossy = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return Buffer.byteLength(lossy.slice(0, lossy.indexOf("\ufffd")));
}

function parseJson(text: string): JsonValue {
  const parser = new JsonParser(text);
  try {
    const value = parser.value();
    if (!parser.more()) return value;
    // Inside an array, the parser says which character is in the way.
    new JsonParser(`[${text}]`).value();
    throw new JsonSyntaxError("invalid character ',' after array element");
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const message = error.message
      .replace(/^unexpected EOF$/, "unexpected end of JSON input")
      .replace(/ after array element$/, parsesAlone(text) ? " after top-level value" : "$&");
    throw new Error(`invalid JSON: ${message}`);
  }
}

function parsesAlone(text: string): boolean {
  try {
    new JsonParser(text).value();
    return true;
  } catch {
    return false;
  }
}
