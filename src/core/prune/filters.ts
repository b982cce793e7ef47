import { checkFilterKeys } from "#api/filters.ts";
import { parseTimestamp } from "#base/timestamp.ts";
import { everyValue, type Filters } from "#formats/filters.ts";
import { severalUntil } from "./errors.ts";

/** What a prune goes by. */
export interface PruneSubject {
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  readonly labels: Readonly<Record<string, string>> | null;
}

/**
 * What the filters `until`, `label` and `label!` let a prune take: what was made no later, has all the labels, and has not
 * all of those that are not wanted.
 * @throws invalid-argument in Docker's words, also for a filter that is not `accepted`
 */
export function pruneFilter(
  filters: Filters,
  options: { readonly accepted: readonly string[]; readonly nowMs: number },
): (subject: PruneSubject) => boolean {
  checkFilterKeys(filters, options.accepted);
  const [until, ...more] = filters.get("until") ?? [];
  if (more.length > 0) throw severalUntil();
  const untilMs =
    until === undefined ? undefined : Number(parseTimestamp(until, BigInt(options.nowMs) * 1_000_000n)) / 1e6;
  return ({ createdMs, labels }) => {
    const has = (wanted: string): boolean => hasLabel(labels, wanted);
    const unwanted = filters.has("label!") && everyValue(filters, "label!", has);
    return (untilMs === undefined || createdMs <= untilMs) && everyValue(filters, "label", has) && !unwanted;
  };
}

function hasLabel(labels: PruneSubject["labels"], wanted: string): boolean {
  const equals = wanted.indexOf("=");
  const name = equals < 0 ? wanted : wanted.slice(0, equals);
  if (labels === null || !Object.hasOwn(labels, name)) return false;
  return equals < 0 || labels[name] === wanted.slice(equals + 1);
}
