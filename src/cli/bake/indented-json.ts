import { jsonString } from "#formats/json/json-string.ts";

/** A value of JSON whose objects are maps: their names stay in order, whatever they are. */
export type Json = string | number | boolean | null | readonly Json[] | ReadonlyMap<string, Json>;

/** JSON as Go's encoder writes it with an indent of two spaces. */
export function indentedJson(value: Json, indent = ""): string {
  if (typeof value === "string") return jsonString(value);
  if (value === null || typeof value === "boolean" || typeof value === "number") return String(value);
  const deeper = `${indent}  `;
  const isObject = value instanceof Map;
  const parts = isObject
    ? [...(value as ReadonlyMap<string, Json>)].map(
        ([name, part]) => `${jsonString(name)}: ${indentedJson(part, deeper)}`,
      )
    : (value as readonly Json[]).map((item) => indentedJson(item, deeper));
  const [open, close] = isObject ? ["{", "}"] : ["[", "]"];
  if (parts.length === 0) return open + close;
  return `${open}\n${parts.map((part) => deeper + part).join(",\n")}\n${indent}${close}`;
}

/** An object without the parts that say nothing. */
export function jsonObject(entries: Iterable<readonly [string, Json | undefined]>): ReadonlyMap<string, Json> {
  const kept = [...entries].filter((entry): entry is readonly [string, Json] => entry[1] !== undefined);
  return new Map(kept);
}
