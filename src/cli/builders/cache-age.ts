import type { FilterValues } from "../flags/filter.ts";
import { parseDuration } from "../values/duration.ts";

/**
 * An age of a filter, `24h`. @returns milliseconds
 * @throws Error in buildx's words
 */
export function cacheAge(name: string, text: string): number {
  try {
    return parseDuration(text) / 1e6;
  } catch (error) {
    throw new Error(`"${name}" filter expects a duration (e.g., '24h'): ${(error as Error).message}`);
  }
}

/** The filters of `prune`: an age, and the rest. @throws Error in buildx's words */
export function pruneConditions(filter: FilterValues): { readonly ageMs: number; readonly others: FilterValues } {
  const { until, "unused-for": unusedFor, ...others } = filter;
  if (until !== undefined && unusedFor !== undefined) throw new Error('conflicting filters "until" and "unused-for"');
  if (Object.values(filter).some((values) => values.length > 1)) throw new Error("filters expect only one value");
  const [name, values = []] = unusedFor === undefined ? ["until", until] : ["unused-for", unusedFor];
  const ages = values.map((text) => cacheAge(name, text));
  return { ageMs: ages[0] ?? 0, others };
}
