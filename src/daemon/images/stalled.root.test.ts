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

/** An archive of which a client sends the half, and then nothing until it is told to go on or to break off. */
function halting(archive: Uint8Array, half: number) {
  const [halted, going] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  async function* content(): AsyncGenerator<Uint8Array> {
    yield archive.subarray(0, half);
    halted.resolve();
    await going.promise;
    yield archive.subarray(half);
  }
  return { content: content(), halted: halted.promise, goOn: going.resolve, breakOff: going.reject };
}

/** An archive that begins with `third` and `layer` whole, and has the half of `other`. */
function halfArchive() {
  const archive = dockerArchive(["late:1"], [third, layer, other]);
  return halting(archive, third.length + layer.length + 60_000);
}

test("while a client's archive stands still, images go with their content, but for what has come of it", async () => {
  await using bench = await ImageBench.make();
  await bench.load(dockerArchive(["loaded:1"], [layer]));
  const away = tarOf(fileMember("away", "a".repeat(30_000)));
  await bench.load(dockerArchive(["away:1"], [away]));
  const { content, halted, goOn } = halfArchive();
  const loaded = bench.images.load(op, content, { progress: () => {} });
  await halted;
  await bench.images.remove(op, "loaded:1", removal);
  await bench.images.tag(op, "away:1", { repo: "dangling", tag: "1" });
  await bench.images.remove(op, "away:1", removal);
  expect(await hasBlobs(bench, [away, third, layer, other])).toEqual([true, true, true, false]);
  const report = await bench.images.prune(op, new Map([["dangling", new Set(["false"])]]));
  expect(report.SpaceReclaimed).toBeGreaterThan(away.length);
  expect(await hasBlobs(bench, [away, third, layer, other])).toEqual([false, true, true, false]);
  goOn();
  await loaded;
  expect(fileOf(bench, "late:1", "x")).toBe("12345");
  await bench.images.remove(op, "late:1", removal);
  expect((await bench.leftovers()).blobs).toEqual([]);
});

test("of an archive that breaks off nothing stays, nor of one whose engine was killed", async () => {
  await using bench = await ImageBench.make();
  await bench.load(dockerArchive(["kept:1"], [layer]));
  const before = await bench.leftovers();
  const broken = halfArchive();
  const failure = failureOf(bench.images.load(op, broken.content, { progress: () => {} }));
  await broken.halted;
  expect(await hasBlobs(bench, [third, layer])).toEqual([true, true]);
  broken.breakOff(new Error("client went away"));
  expect(await failure).toContain("client went away");
  expect(await bench.leftovers()).toEqual(before);

  const killed = halfArchive();
  const ended = failureOf(bench.images.load(op, killed.content, { progress: () => {} }));
  await killed.halted;
  await bench.reopen();
  expect(await bench.leftovers()).toEqual(before);
  killed.breakOff(new Error("gone with its engine"));
  await ended;
});

test("an import that stands still holds nothing up", async () => {
  await using bench = await ImageBench.make();
  await bench.load(dockerArchive(["away:1"], [third]));
  const { content, halted, goOn } = halting(other, 40_000);
  const request = { repo: "imported", tag: "1", message: "", changes: [], platform: "" };
  const imported = bench.images.import(op, content, request);
  await halted;
  await bench.images.remove(op, "away:1", removal);
  expect((await bench.leftovers()).blobs).toEqual([]);
  goOn();
  await imported;
  expect(await hasBlobs(bench, [other])).toEqual([true]);
});

test("many archives come while images go, and none of them loses anything", async () => {
  await using bench = await ImageBench.make();
  const work = Array.from({ length: 24 }, async (_, index) => {
    const own = tarOf(fileMember(`f${index}`, `${index}`.repeat(5_000)));
    const name = `many-${index}:1`;
    await bench.load(dockerArchive([name], [layer, third, own]), 4_096);
    if (index % 2 === 0) await bench.images.remove(op, name, removal);
    return index % 2 === 0 ? [] : [own];
  });
  const own = (await Promise.all(work)).flat();
  await bench.images.collectUnused(op);
  const all = [layer, third, ...own];
  expect(await hasBlobs(bench, all)).toEqual(all.map(() => true));
  expect((await bench.leftovers()).blobs).toHaveLength(2 + 12 * 3);
});
