import { describe, expect, test } from "bun:test";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { backgroundOp } from "#base/op.ts";
import { tarEnd, tarHeader, tarPadding } from "#formats/tar/writer.ts";
import type { BlobGrowth } from "../content/contract.ts";
import type { LayerSource, Snapshotter } from "./contract.ts";

const op = backgroundOp();

/** A new, empty snapshotter, and a folder for blobs. */
export interface SnapshotterBench extends AsyncDisposable {
  readonly snapshots: Snapshotter;
  readonly folder: string;
}

/** What every Snapshotter must do. */
export function snapshotterSuite(name: string, open: () => Promise<SnapshotterBench>): void {
  describe(`${name}: Snapshotter`, () => {
    test("a layer is known from publish on, and not before", async () => {
      await using bench = await open();
      const source = await layer(bench, "a");
      await using batch = bench.snapshots.begin();
      await batch.unpack(op, source);
      expect(batch.records().map((change) => change.key)).toEqual([source.chainId]);
      expect(bench.snapshots.hasLayer(source.chainId)).toBe(false);
      await bench.snapshots.sync(op);
      batch.publish();
      expect(bench.snapshots.hasLayer(source.chainId)).toBe(true);
      expect(bench.snapshots.sizeOfLayer(source.chainId)).toBeGreaterThan(0);
    });

    test("a batch that ends without publish leaves nothing", async () => {
      await using bench = await open();
      const source = await layer(bench, "a");
      {
        await using batch = bench.snapshots.begin();
        await batch.unpack(op, source);
      }
      expect(bench.snapshots.hasLayer(source.chainId)).toBe(false);
      await add(bench, source);
      expect(bench.snapshots.hasLayer(source.chainId)).toBe(true);
    });

    test("a layer waits for its parent, whichever comes first", async () => {
      await using bench = await open();
      const low = await layer(bench, "a");
      const top = await layer(bench, "b", low.chainId);
      await add(bench, top, low);
      expect(bench.snapshots.overlayOfLayers(top.chainId).lowers.length).toBe(2);
      const controller = new AbortController();
      await using batch = bench.snapshots.begin();
      const orphan = await layer(bench, "c", digestOf("never comes"));
      const waiting = batch.unpack({ ...op, signal: controller.signal }, orphan);
      controller.abort();
      expect(await failureOf(waiting)).toBe("context canceled");
    });

    test("a blob that is not its diff id is refused, also for a layer that is known", async () => {
      await using bench = await open();
      const source = await layer(bench, "a");
      const wrong = { ...(await layer(bench, "b")), diffId: source.diffId, chainId: source.chainId };
      expect(await failureOf(add(bench, wrong))).toContain("invalid diffID");
      await add(bench, source);
      expect(await failureOf(add(bench, wrong))).toContain("invalid diffID");
      expect(await failureOf(add(bench, { ...source, trusted: true }))).toBe("no failure");
    });

    test("a layer is unpacked while its blob grows, and is there when that is whole", async () => {
      await using bench = await open();
      const source = await layer(bench, "a");
      const whole = await readFile(source.blobPath);
      const growth = new Growth();
      await writeFile(source.blobPath, "");
      await using batch = bench.snapshots.begin();
      let settled = false;
      const unpacked = batch.unpack(op, { ...source, growth }).finally(() => {
        settled = true;
      });
      for (let at = 0; at < whole.length; at += 100) {
        await appendFile(source.blobPath, whole.subarray(at, at + 100));
        growth.grow();
      }
      await bench.snapshots.sync(op);
      expect(settled).toBe(false);
      growth.finish();
      await unpacked;
      batch.publish();
      expect(bench.snapshots.hasLayer(source.chainId)).toBe(true);
    });

    test("a blob that ends too early, or will not be whole, gives no layer; the reason is told", async () => {
      await using bench = await open();
      const source = await layer(bench, "a");
      const failed = new Growth();
      const broken = bench.snapshots.begin();
      const unpacked = broken.unpack(op, { ...source, growth: failed });
      failed.fail(new Error("the registry went away"));
      expect(await failureOf(unpacked)).toBe("the registry went away");
      const cut = new Growth();
      await writeFile(source.blobPath, (await readFile(source.blobPath)).subarray(0, 700));
      const short = broken.unpack(op, { ...source, growth: cut });
      cut.finish();
      expect(await failureOf(short)).not.toBe("no failure");
      const controller = new AbortController();
      const waiting = broken.unpack({ ...op, signal: controller.signal }, { ...source, growth: new Growth() });
      controller.abort();
      expect(await failureOf(waiting)).toBe("context canceled");
      expect(broken.records()).toEqual([]);
      await broken[Symbol.asyncDispose]();
    });

    test("blobs that grow keep no layer waiting, however many they are", async () => {
      await using bench = await open();
      await using batch = bench.snapshots.begin();
      const stuck = new Growth();
      const sources = await Promise.all(["s1", "s2", "s3", "s4", "s5"].map((text) => layer(bench, text)));
      const waiting = sources.map((source) => failureOf(batch.unpack(op, { ...source, growth: stuck })));
      await add(bench, await layer(bench, "a"));
      await bench.snapshots.sync(op);
      stuck.finish();
      expect(await Promise.all(waiting)).toEqual(Array(5).fill("no failure"));
    });

    test("an op that has ended unpacks nothing", async () => {
      await using bench = await open();
      const source = await layer(bench, "a");
      await using batch = bench.snapshots.begin();
      const ended = { ...op, signal: AbortSignal.abort() };
      expect(await failureOf(batch.unpack(ended, source))).toBe("context canceled");
      expect(batch.records()).toEqual([]);
    });

    test("overlays name the layers, top first; a chain that is not known is refused", async () => {
      await using bench = await open();
      const low = await layer(bench, "a");
      const top = await layer(bench, "b", low.chainId);
      await add(bench, low, top);
      const { lowers } = bench.snapshots.overlayOfLayers(top.chainId);
      expect(lowers.length).toBe(2);
      expect(lowers.slice(1)).toEqual([...bench.snapshots.overlayOfLayers(low.chainId).lowers]);
      expect(bench.snapshots.overlayOfLayers(undefined).lowers.length).toBe(1);
      expect(() => bench.snapshots.overlayOfLayers(digestOf("none"))).toThrow("does not exist");
      expect(await failureOf(bench.snapshots.createWritable(op, "k", digestOf("none")))).toContain("does not exist");
    });

    test("what a writable snapshot lies on is no garbage; the rest is", async () => {
      await using bench = await open();
      const low = await layer(bench, "a");
      const top = await layer(bench, "b", low.chainId);
      const other = await layer(bench, "c");
      await add(bench, low, top, other);
      await bench.snapshots.createWritable(op, "k", top.chainId);
      const keys = (live: Digest[]): string[] => bench.snapshots.garbage(new Set(live)).records.map(({ key }) => key);
      expect(keys([other.chainId])).toEqual([]);
      expect(keys([])).toEqual([other.chainId]);
      await bench.snapshots.removeWritable(op, "k");
      await bench.snapshots.removeWritable(op, "k");
      expect(keys([low.chainId]).sort()).toEqual([top.chainId, other.chainId].sort());
      await bench.snapshots.garbage(new Set([low.chainId])).finish(op);
      expect([low, top, other].map(({ chainId }) => bench.snapshots.hasLayer(chainId))).toEqual([true, false, false]);
    });

    test("usage is that of the writable tree alone", async () => {
      await using bench = await open();
      const low = await layer(bench, "a");
      await add(bench, low);
      await bench.snapshots.createWritable(op, "k", low.chainId);
      expect((await bench.snapshots.usageOfWritable(op, "k")).sizeBytes).toBe(0);
      await writeFile(join(bench.snapshots.overlayOf("k").upper ?? "", "new"), "12345");
      expect(await bench.snapshots.usageOfWritable(op, "k")).toEqual({ sizeBytes: 5, inodes: 1 });
      expect(await failureOf(bench.snapshots.usageOfWritable(op, "none"))).toContain("does not exist");
    });
  });
}

/** A blob that grows as the test says. */
class Growth implements BlobGrowth {
  readonly whole: Promise<void>;
  finish!: () => void;
  fail!: (reason: Error) => void;
  readonly #listeners = new Set<() => void>();

  constructor() {
    this.whole = new Promise((resolve, reject) => {
      this.finish = resolve;
      this.fail = reject;
    });
    this.whole.catch(() => {});
  }

  grow(): void {
    for (const listener of this.#listeners) listener();
  }

  onGrown(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** A layer of one file. */
async function layer(bench: SnapshotterBench, text: string, parent?: Digest): Promise<LayerSource> {
  const bytes = Buffer.from(text);
  const header = tarHeader({ type: "file", name: text, mode: 0o644, sizeBytes: bytes.length });
  const tar = Buffer.concat([header, bytes, tarPadding(bytes.length), tarEnd()]);
  const diffId = digestOf(tar);
  const blobPath = join(bench.folder, `blob-${text}`);
  await writeFile(blobPath, tar);
  const chainId = parent === undefined ? diffId : digestOf(`${parent} ${diffId}`);
  return { chainId, parent, diffId, blob: diffId, blobPath };
}

async function add(bench: SnapshotterBench, ...layers: LayerSource[]): Promise<void> {
  await using batch = bench.snapshots.begin();
  for (const result of await Promise.allSettled(layers.map((one) => batch.unpack(op, one)))) {
    if (result.status === "rejected") throw result.reason;
  }
  batch.publish();
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => "no failure",
    (error: Error) => error.message,
  );
}
