import { JsonParser, JsonSyntaxError } from "./json-parse.ts";

/**
 * `JSON.parse`, with Go's words for what is wrong as its decoder finds it. @throws JsonSyntaxError
 * @param goType what the whole is decoded into there: a list where it begins with `[]`, else an object. @throws TypeError for what is neither that nor null
 */
export function readJson<T>(text: string, goType?: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw syntaxError(text) ?? error;
  }
  if (goType !== undefined && value !== null) checkShape(value, goType);
  return value as T;
}

function checkShape(value: unknown, goType: string): void {
  const kind = Array.isArray(value) ? "array" : typeof value;
  if (kind === (goType.startsWith("[]") ? "array" : "object")) return;
  const name = kind === "boolean" ? "bool" : kind;
  throw new TypeError(`json: cannot unmarshal ${name} into Go value of type ${goType}`);
}

function syntaxError(text: string): JsonSyntaxError | undefined {
  try {
    new JsonParser(text).value();
    return undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxError && error.empty) return new JsonSyntaxError("EOF", { empty: true });
    return error as JsonSyntaxError;
  }
}
