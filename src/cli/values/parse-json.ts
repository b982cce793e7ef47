import { JsonParser } from "#api/json-parse.ts";

/** JSON that a program answered. @throws Error in Go's words */
export function parseJson<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    new JsonParser(text).value();
    throw error;
  }
}
