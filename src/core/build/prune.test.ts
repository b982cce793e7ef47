import { expect, test } from "bun:test";
import { noFilters } from "#formats/filters.ts";
import type { CacheRecord, PruneOptions } from "./contract.ts";
import { chooseForPrune, matches } from "./prune.ts";

function record(id: string, more: Partial<CacheRecord> = {}): CacheRecord {
  const flags = { inUse: false, shared: false, mutable: false };
  const times = { createdAt: 0, lastUsedAt: undefined, usageCount: 1 };
  return { id, parents: [], type: "regular", description: id, sizeBytes: 10, ...times, ...flags, ...more };
}

const none: PruneOptions = {
  ...{ all: false, filters: noFilters, keepDurationMs: 0 },
  ...{ reservedSpaceBytes: 0, maxUsedSpaceBytes: 0, minFreeSpaceBytes: 0 },
};

function chosen(records: readonly CacheRecord[], options: Partial<PruneOptions> = {}, freeBytes = 1000): string[] {
  return chooseForPrune({ records, freeBytes, now: 1000 }, { ...none, ...options }).map(({ id }) => id);
}

test("what is in use, lies below another, or is part of an image stays", () => {
  const records = [
    record("parent"),
    record("child", { parents: ["parent"] }),
    record("used", { inUse: true }),
    record("shared", { shared: true }),
    record("internal", { type: "internal" }),
  ];
  expect(chosen(records)).toEqual(["child"]);
  expect(chosen(records, { all: true })).toEqual(["child", "shared", "internal"]);
});

test("what was used lately stays, by when it was used or else made", () => {
  const records = [
    record("old", { createdAt: 100 }),
    record("used", { lastUsedAt: 950 }),
    record("new", { createdAt: 960 }),
  ];
  expect(chosen(records, { keepDurationMs: 100 })).toEqual(["old"]);
});

test("limits take no more than they must, what was not used for longest first", () => {
  const records = [1, 2, 3, 4].map((at) => record(`r${at}`, { lastUsedAt: at }));
  expect(chosen(records, { maxUsedSpaceBytes: 25 })).toEqual(["r1", "r2"]);
  expect(chosen(records, { reservedSpaceBytes: 30 })).toEqual(["r1"]);
  expect(chosen(records, { maxUsedSpaceBytes: 10, reservedSpaceBytes: 30 })).toEqual(["r1"]);
  expect(chosen(records, { maxUsedSpaceBytes: 40 })).toEqual([]);
  expect(chosen(records, { minFreeSpaceBytes: 100 }, 85)).toEqual(["r1", "r2"]);
  expect(chosen(records, { minFreeSpaceBytes: 100 }, 100)).toEqual([]);
});

test("filters: all of them, each by one of its values", () => {
  const mount = record("abc", { type: "exec.cachemount", mutable: true, parents: ["p"] });
  const passes = (...filters: [string, string][]): boolean =>
    matches(mount, new Map(filters.map(([name, value]) => [name, new Set([value])])));
  expect(passes(["type", "exec.cachemount"], ["id", "b"], ["parents", "p"], ["mutable", "true"])).toBe(true);
  expect(passes(["type", "regular"])).toBe(false);
  expect(passes(["mutable", "false"])).toBe(false);
  expect(passes(["immutable", ""])).toBe(false);
  expect(passes(["private", ""], ["inuse", "0"])).toBe(true);
  expect(passes(["description", "other"])).toBe(false);
});
