import { expect, test } from "bun:test";
import { tmpdir } from "node:os";
import type { Digest } from "#base/digest.ts";
import { backgroundOp } from "#base/op.ts";
import type { CacheRecord, PruneOptions } from "#core/build/contract.ts";
import { Gone } from "#core/rehearsal/contract.ts";
import { noFilters } from "#formats/filters.ts";
import type { KeptFolderStore } from "./kept-folders.ts";
import { CachePruner } from "./prune-cache.ts";
import type { ResultCache } from "./result-cache.ts";

const op = backgroundOp();
const layer = "sha256:of-an-image" as Digest;

const record = (id: string, parents: readonly string[], more: Partial<CacheRecord> = {}): CacheRecord => ({
  ...{ id, parents, type: "regular", description: "", sizeBytes: 10, createdAt: 1, lastUsedAt: 1, usageCount: 1 },
  ...{ inUse: false, shared: false, mutable: false },
  ...more,
});

const all: PruneOptions = {
  ...{ all: false, filters: noFilters, keepDurationMs: 0 },
  ...{ reservedSpaceBytes: 0, maxUsedSpaceBytes: 0, minFreeSpaceBytes: 0 },
};

/** A cache of a step, one on top of it, one that is in use, and one that an image has. */
function setUp() {
  let records = [record("base", []), record("top", ["base"]), record("used", [], { inUse: true }), record("image", [])];
  let collections = 0;
  const list: ResultCache["list"] = (without) =>
    records.map((each) => (each.id === "image" ? { ...each, shared: without?.has(layer) !== true } : each));
  const remove: ResultCache["remove"] = async (_op, ids) => {
    records = records.filter(({ id }) => !ids.includes(id));
    return [...ids];
  };
  const pruner = new CachePruner({
    cache: { list, remove } as ResultCache,
    folders: { removed: async () => {} } as unknown as KeptFolderStore,
    path: tmpdir(),
    collect: async () => void collections++,
    now: () => 1000,
  });
  return { pruner, ids: () => records.map(({ id }) => id), collections: () => collections };
}

const idsOf = (records: readonly CacheRecord[]): string[] => records.map(({ id }) => id);

test("a rehearsal names what the prune takes, in its order, and takes nothing", async () => {
  const { pruner, ids, collections } = setUp();
  const gone = new Gone();
  const rehearsed = idsOf(await pruner.rehearse(op, all, gone));
  expect(rehearsed).toEqual(["top", "base"]);
  expect([ids(), collections()]).toEqual([["base", "top", "used", "image"], 0]);
  expect(await pruner.rehearse(op, all, gone)).toEqual([]);
  expect(idsOf(await pruner.prune(op, all))).toEqual(rehearsed);
  expect([ids(), collections()]).toEqual([["used", "image"], 1]);
});

test("what was an image's alone is nobody's once that is gone", async () => {
  const { pruner } = setUp();
  const gone = new Gone();
  gone.layers.add(layer);
  expect(idsOf(await pruner.rehearse(op, all, gone))).toEqual(["top", "image", "base"]);
});
