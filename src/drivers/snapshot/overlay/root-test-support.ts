import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { backgroundOp, silentLog } from "#base/op.ts";
import type { LayerSource } from "#core/snapshot/contract.ts";
import { MemoryRecordStore } from "#core/store/fake.ts";
import { type TarEntryInput, tarEnd, tarHeader, tarPadding } from "#formats/tar/writer.ts";
import { type OverlaySnapshotter, openOverlaySnapshotter } from "./overlay.ts";

const op = backgroundOp();

export type Member = TarEntryInput & { readonly data?: string };
export const file = (name: string, data = "", more: Partial<Member> = {}): Member => ({
  type: "file",
  name,
  data,
  mode: 0o644,
  ...more,
});
export const folder = (name: string, more: Partial<Member> = {}): Member => ({
  type: "directory",
  name,
  mode: 0o755,
  ...more,
});
export const link = (name: string, linkName: string): Member => ({ type: "symlink", name, linkName, mode: 0o777 });
export const hard = (name: string, linkName: string): Member => ({ type: "hard-link", name, linkName });

export function tar(...members: Member[]): Buffer {
  const parts: Buffer[] = [];
  for (const { data = "", ...entry } of members) {
    const bytes = Buffer.from(data);
    parts.push(tarHeader({ ...entry, sizeBytes: bytes.length }), bytes, tarPadding(bytes.length));
  }
  return Buffer.concat([...parts, tarEnd()]);
}

export class Bench implements AsyncDisposable {
  readonly store = new MemoryRecordStore();
  chain: Digest | undefined;
  #blobs = 0;

  constructor(
    readonly path: string,
    public snapshots: OverlaySnapshotter,
  ) {}

  static async make(): Promise<Bench> {
    const path = await mkdtemp(join(tmpdir(), "snapshots-test-"));
    const bench = new Bench(path, undefined as unknown as OverlaySnapshotter);
    await bench.reopen();
    return bench;
  }

  async reopen(options: { readonly bootId?: string } = {}): Promise<void> {
    this.snapshots = await openOverlaySnapshotter(op, {
      path: join(this.path, "s"),
      store: this.store,
      log: silentLog,
      ...options,
    });
  }

  async source(layer: Buffer, parent: Digest | undefined, pack?: "gzip" | "zstd"): Promise<LayerSource> {
    const blobPath = join(this.path, `blob-${this.#blobs++}`);
    const packed = pack === "gzip" ? gzipSync(layer) : pack === "zstd" ? zstdCompressSync(layer) : layer;
    await writeFile(blobPath, packed);
    const diffId = digestOf(layer);
    const chainId = parent === undefined ? diffId : digestOf(`${parent} ${diffId}`);
    return { chainId, parent, diffId, blob: digestOf(packed), blobPath };
  }

  /** Adds layers on top of what is there; gives the tree of the last. */
  async add(...layers: Buffer[]): Promise<string> {
    await using batch = this.snapshots.begin();
    const sources: LayerSource[] = [];
    for (const layer of layers) {
      const source = await this.source(layer, this.chain);
      this.chain = source.chainId;
      sources.push(source);
    }
    await Promise.all(sources.map((source) => batch.unpack(op, source)));
    await this.snapshots.sync(op);
    await this.store.commit(op, batch.records(), "full");
    batch.publish();
    return this.snapshots.overlayOfLayers(this.chain).lowers[0] ?? "";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.snapshots[Symbol.asyncDispose]();
    await rm(this.path, { recursive: true });
  }
}

export async function failureOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => "no failure",
    (error: Error) => error.message,
  );
}
