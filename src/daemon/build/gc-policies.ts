import { statfs } from "node:fs/promises";
import type { PruneOptions } from "#core/build/contract.ts";
import { noFilters } from "#formats/filters.ts";
import type { BuilderConfig } from "../config/builder-config.ts";

const dayMs = 24 * 3600 * 1000;
/** e·π·φ percent, as dockerd has it: what of the cache may be easy to make again. */
const temporaryShare = (Math.E * Math.PI * ((1 + Math.sqrt(5)) / 2)) / 100;
const leastTemporaryBytes = 512e6;
const easyTypes = ["source.local", "exec.cachemount", "source.git.checkout"];

/** The policies by which the cache is kept small, the most careful first. Empty: it is not. */
export async function gcPolicies({ gc }: BuilderConfig, path: string): Promise<readonly PruneOptions[]> {
  if (!gc.enabled) return [];
  if (gc.policies.length > 0) return gc.policies;
  const { blocks, bsize } = await statfs(path);
  return defaultPolicies(gc, blocks * bsize);
}

/** @see moby builder/builder-next/worker/gc.go, DefaultGCPolicy */
export function defaultPolicies(gc: BuilderConfig["gc"], diskBytes: number): PruneOptions[] {
  const isGiven = gc.reservedSpaceBytes + gc.maxUsedSpaceBytes + gc.minFreeSpaceBytes > 0;
  const reserved = isGiven ? gc.reservedSpaceBytes : shareOf(diskBytes, 10);
  const limits = {
    reservedSpaceBytes: reserved,
    maxUsedSpaceBytes: isGiven ? gc.maxUsedSpaceBytes : shareOf(diskBytes, 80),
    minFreeSpaceBytes: isGiven ? gc.minFreeSpaceBytes : shareOf(diskBytes, 20),
  };
  const none = { all: false, filters: noFilters, keepDurationMs: 0 };
  const temporary = Math.max(Math.round(reserved * temporaryShare), leastTemporaryBytes);
  return [
    {
      ...none,
      filters: new Map([["type", new Set(easyTypes)]]),
      keepDurationMs: 2 * dayMs,
      ...{ reservedSpaceBytes: 0, maxUsedSpaceBytes: temporary, minFreeSpaceBytes: 0 },
    },
    { ...none, ...limits, keepDurationMs: 60 * dayMs },
    { ...none, ...limits },
    { ...none, ...limits, all: true },
  ];
}

/** Rounded up to whole gigabytes. */
function shareOf(diskBytes: number, percent: number): number {
  return (Math.floor((diskBytes * percent) / 100 / 2 ** 30) + 1) * 1e9;
}
