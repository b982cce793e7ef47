import { EngineError, isEngineError } from "#base/errors.ts";
import { nowNs } from "#base/time.ts";
import { parseTimestamp } from "#base/timestamp.ts";
import type { Filters } from "#formats/filters.ts";

/**
 * The second since 1970 before which an image must have been made to satisfy every `until`. @throws system for what is no
 * time: Docker answers so where images are asked for, and nowhere else
 */
export function untilSeconds(filters: Filters): number {
  try {
    const times = [...(filters.get("until") ?? [])].map((text) => Number(parseTimestamp(text, nowNs())) / 1e9);
    return Math.min(...times);
  } catch (error) {
    if (!isEngineError(error)) throw error;
    throw new EngineError("system", error.message, { cause: error });
  }
}
