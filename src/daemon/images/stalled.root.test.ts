import { expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { digestOf } from "#base/digest-of.ts";
import { backgroundOp } from "#base/op.ts";
import { noFilters } from "#formats/filters.ts";
import { dockerArchive, fileMember, tarOf } from "./test-archives.ts";
import { ImageBench } from "./test-bench.ts";
import { downloads, failureOf, fileOf, layer, other, serve } from "./test-pulls.ts";

const op = backgroundOp();
const removal = { force: false, noPrune: false };
const third = tarOf(fileMember("z", "third".repeat(40_000)));

/** Has the transfer of a blob wait in its first piece. */
function stall(bench: ImageBench, blob: Uint8Array): { readonly stalled: Promise<void>; readonly goOn: () => void } {
  const [stalled, going] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  bench.registries.onPiece = (digest) => {
    if (digest !== digestOf(blob)) return;
    stalled.resolve();
    return going.promise;
  };
  return { stalled: stalled.promise, goOn: () => going.resolve() };
}

async function hasBlobs(bench: ImageBench, blobs: readonly Uint8Array[]): Promise<boolean[]> {
  const names = new Set((await bench.leftovers()).blobs);
  return blobs.map((bytes) => names.has(digestOf(bytes).slice("sha256:".length)));
}

test("while a registry keeps a pull waiting, images go with their content, but for what the pull relies on", async () => {
  await using bench = await ImageBench.make();
  await bench.load(dockerArchive(["loaded:1"], [layer, other]));
  await bench.load(dockerArchive(["away:1"], [third]));
  const late = tarOf(fileMember("late", "x".repeat(90_000)));
  const packed = gzipSync(late, { level: 0 });
  serve(bench, "1", [layer, late], (bytes) => (bytes === late ? packed : bytes));
  const { stalled, goOn } = stall(bench, packed);
  const pulled = bench.pull("reg.example/team/app:1");
  await stalled;
  await bench.images.remove(op, "away:1", removal);
  await bench.images.remove(op, "loaded:1", removal);
  expect(await hasBlobs(bench, [third, other, layer])).toEqual([false, false, true]);
  goOn();
  await pulled;
  expect(fileOf(bench, "reg.example/team/app:1", "x")).toBe("12345");
  expect(downloads(bench, digestOf(layer))).toBe(0);
  await bench.images.remove(op, "reg.example/team/app:1", removal);
  expect((await bench.leftovers()).blobs).toEqual([]);
});

test("an image that is removed while it is pushed is pushed whole, and then gone", async () => {
  await using bench = await ImageBench.make();
  await bench.load(dockerArchive(["reg.example/team/app:1"], [layer, other]));
  const { stalled, goOn } = stall(bench, other);
  const pushed = bench.push("reg.example/team/app:1");
  await stalled;
  await bench.load(dockerArchive(["away:1"], [third]));
  await bench.images.remove(op, "away:1", removal);
  await bench.images.remove(op, "reg.example/team/app:1", removal);
  expect(await hasBlobs(bench, [third, other, layer])).toEqual([false, true, true]);
  goOn();
  await pushed;
  expect((await bench.leftovers()).blobs).toEqual([]);
});

test("what a broken pull has left is told of, and a prune takes it", async () => {
  await using bench = await ImageBench.make();
  const packed = gzipSync(other, { level: 0 });
  serve(bench, "1", [other], () => packed);
  bench.registries.onPiece = () => {
    throw new Error("broken off");
  };
  const before = await bench.images.usedBytes(op);
  expect(await failureOf(bench.pull("reg.example/team/app:1"))).not.toBe("no failure");
  expect((await bench.images.usedBytes(op)) - before).toBe(bench.registries.pieceBytes);
  const asked = new Map([["until", new Set(["1h"])]]);
  expect((await bench.images.prune(op, asked)).SpaceReclaimed).toBe(0);
  expect((await bench.images.prune(op, noFilters)).SpaceReclaimed).toBe(bench.registries.pieceBytes);
  expect(await bench.images.usedBytes(op)).toBe(before);
});
