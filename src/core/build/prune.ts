import type { Filters } from "#formats/filters.ts";
import { anyValue } from "#formats/filters.ts";
import type { CacheRecord, PruneOptions } from "./contract.ts";

/** What a round of pruning sees. */
export interface PruneView {
  readonly records: readonly CacheRecord[];
  /** Of the disk that the cache is on. */
  readonly freeBytes: number;
  readonly now: number;
}

/**
 * The records to remove next: none of them is in use or lies below another, so a parent goes in a later round than the last of
 * its children. Empty: done. With limits only as many go as it takes, those that were not used for longest first.
 */
export function chooseForPrune(view: PruneView, options: PruneOptions): CacheRecord[] {
  const candidates = leaves(view.records).filter((record) => mayGo(record, options, view.now));
  const total = view.records.reduce((bytes, record) => bytes + record.sizeBytes, 0);
  const keep = bytesToKeep(total, view.freeBytes, options);
  if (keep === undefined) return candidates;
  const chosen: CacheRecord[] = [];
  let left = total;
  for (const record of candidates.sort(byUse)) {
    if (left <= keep) break;
    chosen.push(record);
    left -= record.sizeBytes;
  }
  return chosen;
}

function leaves(records: readonly CacheRecord[]): CacheRecord[] {
  const parents = new Set(records.flatMap((record) => record.parents));
  return records.filter((record) => !parents.has(record.id));
}

function mayGo(record: CacheRecord, options: PruneOptions, now: number): boolean {
  if (record.inUse) return false;
  if (!options.all && (record.type === "internal" || record.type === "frontend" || record.shared)) return false;
  if (options.keepDurationMs > 0 && (record.lastUsedAt ?? record.createdAt) > now - options.keepDurationMs)
    return false;
  return matches(record, options.filters);
}

/** Undefined: no limit is given, and all goes that may. */
function bytesToKeep(total: number, free: number, options: PruneOptions): number | undefined {
  const { maxUsedSpaceBytes: most, reservedSpaceBytes: reserved, minFreeSpaceBytes: wanted } = options;
  if (most === 0 && reserved === 0 && wanted === 0) return undefined;
  const excess = wanted - free;
  if (excess > 0) return Math.max(most === 0 ? total - excess : Math.min(most, total - excess), reserved);
  return most === 0 && wanted > 0 ? Number.POSITIVE_INFINITY : Math.max(most, reserved);
}

/** What was used long ago and seldom goes before what was used lately and often. */
function byUse(a: CacheRecord, b: CacheRecord): number {
  return (a.lastUsedAt ?? a.createdAt) - (b.lastUsedAt ?? b.createdAt) || a.usageCount - b.usageCount;
}

/** The filters of `du` and `prune` but those of age; a name that is not known fits no record, as in BuildKit. */
export function matches(record: CacheRecord, filters: Filters): boolean {
  const texts: Readonly<Record<string, (value: string) => boolean>> = {
    type: (value: string) => record.type === value,
    description: (value: string) => record.description === value,
    parents: (value: string) => record.parents.includes(value),
    id: (value: string) => record.id.includes(value),
  };
  const flags: Readonly<Record<string, boolean>> = {
    inuse: record.inUse,
    mutable: record.mutable,
    immutable: !record.mutable,
    shared: record.shared,
    private: !record.shared,
  };
  return (
    [...filters.keys()].every((name) => Object.hasOwn(texts, name) || Object.hasOwn(flags, name)) &&
    Object.entries(texts).every(([name, test]) => anyValue(filters, name, test)) &&
    Object.entries(flags).every(([name, is]) => anyValue(filters, name, (value) => is === isYes(value)))
  );
}

function isYes(value: string): boolean {
  return !["0", "false", "f", "no"].includes(value.toLowerCase());
}
