import { describe, expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { backgroundOp } from "#base/op.ts";
import { tarEnd, tarHeader, tarPadding } from "#formats/tar/writer.ts";
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

    test("a blob that is not its diff id is refused, also for a layer that is known", async () => {
      await using bench = await open();
      const source = await layer(bench, "a");
      const wrong = { ...(await layer(bench, "b")), diffId: source.diffId, chainId: source.chainId };
      expect(await failureOf(add(bench, wrong))).toContain("invalid diffID");
      await add(bench, source);
      expect(await failureOf(add(bench, wrong))).toContain("invalid diffID");
      expect(await failureOf(add(bench, { ...source, trusted: true }))).toBe("no failure");
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

/** A layer of one file. */
async function layer(bench: SnapshotterBench, text: string, parent?: Digest): Promise<LayerSource> {
  const bytes = Buffer.from(text);
  const header = tarHeader({ type: "file", name: text, mode: 0o644, sizeBytes: bytes.length });
  const tar = Buffer.concat([header, bytes, tarPadding(bytes.length), tarEnd()]);
  const diffId = digestOf(tar);
  const blobPath = join(bench.folder, `blob-${text}`);
  await writeFile(blobPath, tar);
  const chainId = parent === undefined ? diffId : digestOf(`${parent} ${diffId}`);
  return { chainId, parent, diffId, blobPath, compression: "none" };
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
