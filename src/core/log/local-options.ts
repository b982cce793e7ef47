import { EngineError, messageOf } from "#base/errors.ts";
import { parseDecimalSize } from "#base/units.ts";
import { parseGoBool } from "./go-bool.ts";
import type { JsonFileLimits } from "./json-file-options.ts";

const defaultMaxSizeBytes = 20_000_000;
const defaultMaxFiles = 5;

/** What may be set of the `local` driver. */
export const localOptions = ["max-size", "max-file", "compress"];

/** Limits of a log of the `local` driver, bounded by default. @throws system in moby's words, at start as Docker does */
export function parseLocalOptions(options: Readonly<Record<string, string>>): JsonFileLimits {
  const maxSizeBytes = sizeOf(options["max-size"]);
  const maxFiles = countOf(options["max-file"]);
  const compress = compressOf(options["compress"]);
  if (maxFiles < 0) throw fail("max file count cannot be less than 0");
  if (compress && maxFiles <= 1) throw fail("compression cannot be enabled when max file count is 1");
  return { maxSizeBytes, maxFiles: Math.max(maxFiles, 1), compress };
}

function sizeOf(given: string | undefined): number {
  if (given === undefined) return defaultMaxSizeBytes;
  try {
    return parseDecimalSize(given);
  } catch (error) {
    throw fail(`invalid value for max-size: ${given}: ${messageOf(error)}`);
  }
}

function countOf(given: string | undefined): number {
  if (given === undefined) return defaultMaxFiles;
  if (/^[+-]?\d+$/.test(given)) return Number(given);
  throw fail(`invalid value for max-file: ${given}: strconv.Atoi: parsing ${JSON.stringify(given)}: invalid syntax`);
}

function compressOf(given: string | undefined): boolean {
  try {
    return parseGoBool(given ?? "true");
  } catch (error) {
    throw fail(`error reading compress log option: ${messageOf(error)}`);
  }
}

function fail(reason: string): EngineError {
  const prefix = "failed to create task for container: failed to initialize logging driver";
  return new EngineError("system", `${prefix}: ${reason}`);
}
