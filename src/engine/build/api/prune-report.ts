import { checkFilterKeys } from "#api/filters.ts";
import type { BuildPruneReport } from "#api/types.gen.ts";
import { EngineError, isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { nowNs } from "#base/time.ts";
import { parseTimestamp } from "#base/timestamp.ts";
import type { BuildPruneQuery, BuildService, CacheRecord, PruneOptions } from "#core/build/contract.ts";
import type { EventSink } from "#core/events/contract.ts";
import type { Filters } from "#formats/filters.ts";

const ages = ["until", "unused-for"];
const accepted = [...ages, ..."id parent type description inuse shared private".split(" ")];

/** `POST /build/prune`. @throws invalid-argument */
export async function pruneReport(
  op: Op,
  { builds, events }: { readonly builds: Pick<BuildService, "prune">; readonly events: EventSink },
  query: BuildPruneQuery,
): Promise<BuildPruneReport> {
  const gone = await builds.prune(op, pruneOptions(query));
  const reclaimed = reclaimedBytes(gone);
  events.emit({ type: "builder", action: "prune", actorId: "", attributes: { reclaimed: String(reclaimed) } });
  return { CachesDeleted: gone.length === 0 ? null : gone.map(({ id }) => id), SpaceReclaimed: reclaimed };
}

/** What is part of an image, too, gives nothing back. */
export function reclaimedBytes(gone: readonly CacheRecord[]): number {
  return gone.reduce((bytes, { sizeBytes, shared }) => bytes + (shared ? 0 : sizeBytes), 0);
}

/** @throws invalid-argument in Docker's words */
export function pruneOptions({
  all,
  filters,
  reservedSpace,
  maxUsedSpace,
  minFreeSpace,
}: BuildPruneQuery): PruneOptions {
  try {
    return {
      all,
      keepDurationMs: keepDurationOf(filters),
      filters: cacheFilters(filters),
      reservedSpaceBytes: reservedSpace,
      maxUsedSpaceBytes: maxUsedSpace,
      minFreeSpaceBytes: minFreeSpace,
    };
  } catch (error) {
    if (!isEngineError(error)) throw error;
    throw new EngineError(error.kind, `failed to prune build cache: ${error.message}`, { cause: error });
  }
}

function keepDurationOf(filters: Filters): number {
  checkFilterKeys(filters, accepted);
  if (ages.every((name) => filters.has(name)))
    throw new EngineError("invalid-argument", 'conflicting filters: "until" and "unused-for"');
  for (const values of filters.values())
    if (values.size > 1) throw new EngineError("invalid-argument", "filters expect only one value");
  for (const name of ages) for (const text of filters.get(name) ?? []) return ageOf(name, text);
  return 0;
}

/** Milliseconds. */
function ageOf(name: string, text: string): number {
  try {
    const now = nowNs();
    return Number((now - parseTimestamp(text, now)) / 1_000_000n);
  } catch (error) {
    const wanted = `"${name}" filter expects a duration (e.g., '24h') or a timestamp`;
    throw new EngineError("invalid-argument", `${wanted}: ${(error as Error).message}`, { cause: error });
  }
}

/** Docker calls `parent` what BuildKit calls `parents`. */
function cacheFilters(filters: Filters): Filters {
  const others = [...filters].filter(([name]) => !ages.includes(name));
  return new Map(others.map(([name, values]) => [name === "parent" ? "parents" : name, values]));
}
