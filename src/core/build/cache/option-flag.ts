import { EngineError } from "#base/errors.ts";
import { parseBool, quote } from "#base/strconv.ts";
import type { CacheLocation } from "../contract.ts";

/** A switch among the attributes of a cache. @throws invalid-argument */
export function flag(attributes: CacheLocation["attributes"], name: string): boolean | undefined {
  const text = attributes[name];
  if (text === undefined) return undefined;
  try {
    return parseBool(text);
  } catch {
    throw new EngineError(
      "invalid-argument",
      `failed to parse ${name}: strconv.ParseBool: parsing ${quote(text)}: invalid syntax`,
    );
  }
}
