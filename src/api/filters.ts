import { EngineError } from "#base/errors.ts";
import type { Filters } from "#formats/filters.ts";
import { JsonParser, JsonSyntaxError, type JsonValue } from "./json-parse.ts";

/**
 * Reads the `filters` parameter in both its forms: `{"label":{"a":true}}` and, from before API 1.22, `{"label":["a"]}`.
 * @throws invalid-argument `invalid filter`
 */
export function decodeFilters(text: string): Filters {
  if (text === "") return new Map();
  const value = parse(text);
  if (value === null) return new Map();
  if (!(value instanceof Map)) throw invalidFilter();
  return new Map([...value].map(([key, values]) => [key, valuesOf(values)]));
}

function valuesOf(values: JsonValue): ReadonlySet<string> {
  if (values === null) return new Set();
  if (Array.isArray(values) && values.every((value) => typeof value === "string")) return new Set(values);
  if (values instanceof Map && [...values.values()].every((flag) => typeof flag === "boolean"))
    return new Set(values.keys());
  throw invalidFilter();
}

function parse(text: string): JsonValue {
  const parser = new JsonParser(text);
  try {
    const value = parser.value();
    if (!parser.more()) return value;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
  }
  throw invalidFilter();
}

/** The `filters` parameter for `filters`; empty where there are none. */
export function encodeFilters(filters: Filters): string {
  if (filters.size === 0) return "";
  const entries = [...filters].map(([key, values]) => [
    key,
    Object.fromEntries([...values].map((value) => [value, true])),
  ]);
  return JSON.stringify(Object.fromEntries(entries));
}

/** @throws invalid-argument `invalid filter 'KEY'` for the first key that is not among `accepted` */
export function checkFilterKeys(filters: Filters, accepted: readonly string[]): void {
  for (const key of filters.keys())
    if (!accepted.includes(key)) throw new EngineError("invalid-argument", `invalid filter '${key}'`);
}

function invalidFilter(): EngineError {
  return new EngineError("invalid-argument", "invalid filter");
}
