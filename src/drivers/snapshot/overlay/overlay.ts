import { chmod, mkdir, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { type Digest, isDigest } from "#base/digest.ts";
import { backgroundOp, type Log, type Op, orEnd, throwIfEnded } from "#base/op.ts";
import type { TreeWorker } from "#core/files/tree-worker.ts";
import type {
  KnownSnapshots,
  LayerBatch,
  LayerRemoval,
  LayerSource,
  OverlaySpec,
  Snapshotter,
} from "#core/snapshot/contract.ts";
import { noSuchSnapshot } from "#core/snapshot/errors.ts";
import type { RecordChange, RecordStore } from "#core/store/contract.ts";
import { type BatchGround, OverlayBatch, type PendingLayer } from "./batch.ts";
import { openBlob } from "./blob-job.ts";
import { type LayerRecord, LayerTable } from "./layers.ts";
import { mountable } from "./mountable.ts";
import { NumberedFolders } from "./numbered-folders.ts";
import type { UnpackResult, UsageResult } from "./protocol.ts";
import { SharedSync } from "./shared-sync.ts";
import { OverlaySteps } from "./steps.ts";
import { Trash } from "./trash.ts";
import { treeWorkerOf } from "./tree-worker.ts";
import { WorkerPool } from "./worker-pool.ts";
import { Writables } from "./writables.ts";

export interface OverlayOptions {
  /** The snapshotter's own directory; made when it is not there. */
  readonly path: string;
  readonly store: RecordStore;
  readonly log: Log;
  /** Names this boot of the machine; what the kernel says where it is not given. */
  readonly bootId?: string;
}

/**
 * Layers as overlayfs trees: `<number>/` each, `rw/<key>/{upper,work}` for writable ones, `tmp/` while they are unpacked,
 * `trash/` while they are removed. A tree without a record is never trusted.
 */
export async function openOverlaySnapshotter(op: Op, options: OverlayOptions): Promise<OverlaySnapshotter> {
  const bootId = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  const snapshotter = new OverlaySnapshotter({ bootId, ...options });
  await snapshotter.open(op, options.store);
  return snapshotter;
}

export class OverlaySnapshotter implements Snapshotter, BatchGround, AsyncDisposable {
  readonly name = "overlayfs";
  readonly layers = new LayerTable();
  readonly #path: string;
  readonly #pool = new WorkerPool();
  /** The same Workers, for trees that lie elsewhere. */
  readonly trees: TreeWorker = treeWorkerOf(this.#pool);
  readonly #trash: Trash;
  readonly #sync: SharedSync;
  readonly #pending = new Map<Digest, PendingLayer>();
  /** Trees of pending layers that are in their place. */
  readonly #unpacked = new Map<Digest, LayerRecord>();
  /** Called when a layer is unpacked. */
  readonly #waiting = new Set<() => void>();
  readonly #folders: NumberedFolders;
  readonly #writables: Writables;
  readonly steps: OverlaySteps;

  constructor(options: OverlayOptions & { readonly bootId: string }) {
    this.#path = options.path;
    this.#folders = new NumberedFolders(options.path);
    this.#trash = new Trash({ path: join(options.path, "trash"), pool: this.#pool, log: options.log });
    this.#sync = new SharedSync(async () => {
      await this.#pool.run(backgroundOp(options.log), { kind: "sync", path: this.#path });
    });
    const trees = (chainId: Digest): string[] => this.#trees(chainId);
    this.#writables = new Writables({ path: join(options.path, "rw"), trash: this.#trash, treesOf: trees });
    this.steps = new OverlaySteps({
      ...{ folders: this.#folders, layers: this.layers, trash: this.#trash, pool: this.#pool },
      ...{ store: options.store, bootId: options.bootId, sync: (op) => this.sync(op) },
    });
  }

  async open(op: Op, store: RecordStore): Promise<void> {
    throwIfEnded(op);
    for (const name of ["tmp", "trash", "rw", "empty"]) {
      await mkdir(join(this.#path, name), { recursive: true, mode: 0o700 });
    }
    await chmod(this.#path, 0o700);
    const names = await readdir(this.#path);
    const found = new Set(names.filter((name) => /^[0-9]+$/.test(name)).map(Number));
    for (const { key, value } of await store.list<LayerRecord>(op, "layer")) {
      if (isDigest(key) && found.has(value.folder)) this.layers.set(key, value);
      this.#folders.passed(value.folder);
    }
    await this.steps.restore(op, found);
    for (const folder of found) {
      this.#folders.passed(folder);
      if (!this.#needs(folder)) await this.#trash.take(this.#folders.of(folder));
    }
    for (const name of await readdir(join(this.#path, "tmp"))) await this.#trash.take(join(this.#path, "tmp", name));
    this.#trash.empty();
  }

  hasLayer(chainId: Digest): boolean {
    return this.layers.has(chainId);
  }

  #needs(folder: number): boolean {
    return this.layers.holds(folder) || this.steps.holds(folder);
  }

  recover(op: Op, known: KnownSnapshots): Promise<void> {
    return this.#writables.recover(op, known);
  }

  begin(): LayerBatch {
    return new OverlayBatch(this);
  }

  pend(op: Op, layer: LayerSource): PendingLayer {
    const known = this.#pending.get(layer.chainId);
    if (known !== undefined) return known;
    const done = this.#unpack(op, layer);
    const pending: PendingLayer = { chainId: layer.chainId, blob: layer.blob, done, holders: 0 };
    this.#pending.set(layer.chainId, pending);
    done.catch(() => this.settled(pending));
    return pending;
  }

  async #unpack(op: Op, layer: LayerSource): Promise<LayerRecord> {
    using blob = openBlob(layer);
    const folder = this.#folders.take();
    const target = this.#folders.unfinished(folder);
    await mkdir(target, { mode: 0o755 });
    try {
      const result = (await blob.run(op, this.#pool, { kind: "unpack", target })) as UnpackResult;
      if (layer.parent !== undefined) await this.#arrival(op, layer.parent);
      if (result.implied.length > 0) {
        const lowers = this.#lowersOf(layer.parent);
        await this.#pool.run(op, { kind: "inherit", target, implied: result.implied, lowers });
      }
      await rename(target, this.#folders.of(folder));
      const { diffId } = layer;
      const { sizeBytes, inodes } = result;
      const below = layer.parent === undefined ? {} : { parent: layer.parent };
      const record = { folder, diffId, sizeBytes, inodes, ...below };
      this.#unpacked.set(layer.chainId, record);
      for (const arrived of this.#waiting) arrived();
      return record;
    } catch (error) {
      await this.#trash.take(target);
      this.#trash.empty();
      throw error;
    }
  }

  /** Waits until the layer is unpacked. */
  async #arrival(op: Op, chainId: Digest): Promise<void> {
    while (!this.layers.has(chainId) && !this.#unpacked.has(chainId)) {
      let arrived = (): void => {};
      const arrival = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      this.#waiting.add(arrived);
      await orEnd(op, arrival).finally(() => this.#waiting.delete(arrived));
    }
  }

  async verify(op: Op, layer: LayerSource): Promise<void> {
    using blob = openBlob(layer);
    await blob.run(op, this.#pool, { kind: "verify" });
  }

  /** Trees of a chain, top first; parts of it may not be known yet. */
  #lowersOf(chainId: Digest | undefined): string[] {
    const trees: string[] = [];
    for (let at = chainId; at !== undefined; ) {
      const record: LayerRecord | undefined = this.layers.get(at) ?? this.#unpacked.get(at);
      if (record === undefined) throw noSuchSnapshot(at);
      trees.push(this.#folders.of(record.folder));
      at = record.parent;
    }
    return trees;
  }

  settled(pending: PendingLayer): void {
    if (this.#pending.get(pending.chainId) !== pending) return;
    this.#pending.delete(pending.chainId);
    this.#unpacked.delete(pending.chainId);
  }

  async abandon(pending: PendingLayer): Promise<void> {
    if (this.layers.has(pending.chainId) || this.#pending.get(pending.chainId) !== pending) return;
    this.settled(pending);
    const record = await pending.done.catch(() => undefined);
    if (record === undefined) return;
    await this.#trash.take(this.#folders.of(record.folder));
    this.#trash.empty();
  }

  sync(op: Op): Promise<void> {
    return this.#sync.run(op);
  }

  garbage(live: ReadonlySet<Digest>, without: ReadonlySet<string> = new Set()): LayerRemoval {
    const used = [...live];
    for (const parent of this.#writables.parents(without)) if (parent !== undefined) used.push(parent);
    const kept = this.layers.closure(used);
    const gone = [...this.layers.entries()].filter(([chainId]) => !kept.has(chainId));
    const records: RecordChange[] = gone.map(([chainId]) => ({ delete: "layer", key: chainId }));
    const finish = async (): Promise<void> => {
      for (const [chainId] of gone) this.layers.delete(chainId);
      for (const [, { folder }] of gone) if (!this.#needs(folder)) await this.#trash.take(this.#folders.of(folder));
      this.#trash.empty();
    };
    return { layers: gone.map(([chainId]) => chainId), records, finish };
  }

  createWritable(op: Op, key: string, parent: Digest | undefined): Promise<void> {
    return this.#writables.create(op, key, parent);
  }

  overlayOf(key: string): OverlaySpec {
    return { ...this.overlayOfLayers(this.#writables.parentOf(key)), ...this.#writables.foldersOf(key) };
  }

  overlayOfLayers(chainId: Digest | undefined): OverlaySpec {
    return { lowers: chainId === undefined ? [this.#folders.empty] : this.#trees(chainId) };
  }

  async usageOfWritable(op: Op, key: string): Promise<UsageResult> {
    const { upper: path } = this.#writables.foldersOf(key);
    try {
      return (await this.#pool.run(op, { kind: "usage", path })) as UsageResult;
    } catch (error) {
      throw this.#writables.has(key) ? error : noSuchSnapshot(key);
    }
  }

  removeWritable(op: Op, key: string): Promise<void> {
    return this.#writables.remove(op, key);
  }

  sizeOfLayer(chainId: Digest): number {
    return this.layers.get(chainId)?.sizeBytes ?? 0;
  }

  sizeOfLayers(): number {
    return [...this.layers.entries()].reduce((bytes, [, { sizeBytes }]) => bytes + sizeBytes, 0);
  }

  #trees(chainId: Digest): string[] {
    return mountable(this.layers.chain(chainId).map(({ folder }) => this.#folders.of(folder)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#trash[Symbol.asyncDispose]();
    await this.#pool[Symbol.asyncDispose]();
  }
}
