import { expect, test } from "bun:test";
import { silentLog } from "#base/op.ts";
import type { PruneOptions } from "#core/build/contract.ts";
import { noFilters } from "#formats/filters.ts";
import { CacheGc } from "./cache-gc.ts";
import type { CachePruner } from "./prune-cache.ts";

const policy = (maxUsedSpaceBytes: number): PruneOptions => ({
  ...{ all: false, filters: noFilters, keepDurationMs: 0, reservedSpaceBytes: 0, minFreeSpaceBytes: 0 },
  maxUsedSpaceBytes,
});

function fixture(policies: readonly PruneOptions[], failing?: number) {
  const pruned: number[] = [];
  const told: string[] = [];
  const pruner = {
    async prune(_op: unknown, { maxUsedSpaceBytes }: PruneOptions) {
      pruned.push(maxUsedSpaceBytes);
      if (maxUsedSpaceBytes === failing) throw new Error("disk is gone");
      return [];
    },
  } as unknown as CachePruner;
  const log = { ...silentLog, warn: (_text: string, facts?: object) => void told.push(JSON.stringify(facts)) };
  return { gc: new CacheGc({ pruner, log, policies: async () => policies }), pruned, told };
}

test("each policy in turn; none where the cache is not to be collected", async () => {
  const { gc, pruned } = fixture([policy(3), policy(2), policy(1)]);
  await gc.run();
  expect(pruned).toEqual([3, 2, 1]);
  const off = fixture([]);
  await off.gc.run();
  expect(off.pruned).toEqual([]);
});

test("a failure is told and ends the round alone", async () => {
  const { gc, pruned, told } = fixture([policy(3), policy(2)], 3);
  await gc.run();
  await gc.run();
  expect([pruned, told]).toEqual([[3, 3], Array(2).fill('{"error":"disk is gone"}')]);
});
