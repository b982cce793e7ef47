import { expect, test } from "bun:test";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Digest } from "#base/digest.ts";
import { backgroundOp } from "#base/op.ts";
import { snapshotterSuite } from "#core/snapshot/testsuite.ts";
import { Bench, file, folder, tar } from "./root-test-support.ts";

const op = backgroundOp();

snapshotterSuite("overlay", async () => {
  const bench = await Bench.make();
  return {
    snapshots: bench.snapshots,
    folder: bench.path,
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
});

test("a tree without a record goes, a record without a tree is forgotten", async () => {
  await using bench = await Bench.make();
  const kept = await bench.add(tar(file("a")));
  const chain = bench.chain as Digest;
  await mkdir(join(bench.path, "s", "77"));
  await mkdir(join(bench.path, "s", "tmp", "78"));
  await bench.snapshots[Symbol.asyncDispose]();
  await bench.reopen();
  expect(bench.snapshots.hasLayer(chain)).toBe(true);
  expect((await readdir(join(bench.path, "s"))).filter((name) => /^\d+$/.test(name))).toEqual([
    kept.split("/").at(-1) ?? "",
  ]);
  await rm(kept, { recursive: true });
  await bench.snapshots[Symbol.asyncDispose]();
  await bench.reopen();
  expect(bench.snapshots.hasLayer(chain)).toBe(false);
});

test("two batches unpack a layer once; what no batch publishes goes", async () => {
  await using bench = await Bench.make();
  const source = await bench.source(tar(file("a")), undefined);
  {
    await using one = bench.snapshots.begin();
    await using two = bench.snapshots.begin();
    await Promise.all([one.unpack(op, source), two.unpack(op, source)]);
    expect(one.records()).toEqual(two.records());
    two.publish();
  }
  expect(bench.snapshots.hasLayer(source.chainId)).toBe(true);
  const other = await bench.source(tar(file("b")), undefined);
  {
    await using three = bench.snapshots.begin();
    await three.unpack(op, other);
  }
  expect((await readdir(join(bench.path, "s"))).filter((name) => /^\d+$/.test(name)).length).toBe(1);
});

test("a writable snapshot lies on its layers until it is removed; what nothing needs is garbage", async () => {
  await using bench = await Bench.make();
  await bench.add(tar(folder("./", { mode: 0o700, uid: 8 })), tar(file("b")));
  const chain = bench.chain as Digest;
  await bench.snapshots.recover(op, { writables: new Set() });
  await bench.snapshots.createWritable(op, "key", chain);
  const overlay = bench.snapshots.overlayOf("key");
  expect(overlay.lowers.length).toBe(2);
  const facts = await stat(overlay.upper ?? "");
  expect([facts.mode & 0o7777, facts.uid]).toEqual([0o700, 8]);
  await writeFile(join(overlay.upper ?? "", "x"), "12345");
  expect((await bench.snapshots.usageOfWritable(op, "key")).sizeBytes).toBe(5);
  expect(bench.snapshots.garbage(new Set()).records).toEqual([]);
  await bench.snapshots[Symbol.asyncDispose]();
  await bench.reopen();
  await bench.snapshots.recover(op, { writables: new Set(["key"]) });
  expect(bench.snapshots.overlayOf("key")).toEqual(overlay);
  await bench.snapshots.removeWritable(op, "key");
  await bench.snapshots.removeWritable(op, "key");
  expect(() => bench.snapshots.overlayOf("key")).toThrow("does not exist");
  const removal = bench.snapshots.garbage(new Set());
  expect(removal.records.length).toBe(2);
  await removal.finish(op);
  expect(bench.snapshots.hasLayer(chain)).toBe(false);
});
