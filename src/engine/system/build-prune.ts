import { checkFilterKeys } from "#api/filters.ts";
import type { BuildPruneReport } from "#api/types.gen.ts";
import { EngineError, isEngineError } from "#base/errors.ts";
import { nowNs } from "#base/time.ts";
import { parseTimestamp } from "#base/timestamp.ts";
import type { EventSink } from "#core/events/contract.ts";
import type { Filters } from "#formats/filters.ts";

export interface BuildPruneOptions {
  readonly all: boolean;
  readonly filters: Filters;
}

const accepted = "until unused-for id parent type description inuse shared private".split(" ");
const ages = ["until", "unused-for"];

/** `POST /build/prune` of a cache that holds nothing, as it is while there are no builds. @throws invalid-argument */
export function pruneBuildCache(events: EventSink, { filters }: BuildPruneOptions): BuildPruneReport {
  try {
    check(filters);
  } catch (error) {
    if (!isEngineError(error)) throw error;
    throw new EngineError(error.kind, `failed to prune build cache: ${error.message}`, { cause: error });
  }
  events.emit({ type: "builder", action: "prune", actorId: "", attributes: { reclaimed: "0" } });
  return { CachesDeleted: null, SpaceReclaimed: 0 };
}

function check(filters: Filters): void {
  checkFilterKeys(filters, accepted);
  if (ages.every((name) => filters.has(name)))
    throw new EngineError("invalid-argument", 'conflicting filters: "until" and "unused-for"');
  for (const name of ages) for (const text of filters.get(name) ?? []) checkAge(name, text);
  for (const values of filters.values())
    if (values.size > 1) throw new EngineError("invalid-argument", "filters expect only one value");
}

function checkAge(name: string, text: string): void {
  try {
    parseTimestamp(text, nowNs());
  } catch (error) {
    const wanted = `"${name}" filter expects a duration (e.g., '24h') or a timestamp`;
    throw new EngineError("invalid-argument", `${wanted}: ${(error as Error).message}`, { cause: error });
  }
}
