import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Digest } from "#base/digest.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { OverlaySpec } from "#core/snapshot/contract.ts";
import { noSuchSnapshot } from "#core/snapshot/errors.ts";
import type {
  AdoptedLayer,
  FrozenStep,
  LayerReference,
  StepChange,
  StepRemoval,
  StepSnapshots,
} from "#core/snapshot/steps.ts";
import type { RecordChange, RecordStore } from "#core/store/contract.ts";
import type { LayerRecord, LayerTable } from "./layers.ts";
import { mountable } from "./mountable.ts";
import type { NumberedFolders } from "./numbered-folders.ts";
import type { UsageResult } from "./protocol.ts";
import type { Trash } from "./trash.ts";
import type { WorkerPool } from "./worker-pool.ts";
import { ownAs } from "./writables.ts";

/** What is saved of a step (kind `step`, key: its id). */
export interface StepRecord {
  readonly folder: number;
  readonly sizeBytes: number;
  readonly inodes: number;
  /** The boot of this machine in which it was written and not synced: it is not to be trusted in another. */
  readonly unsyncedIn?: string;
}

export interface StepsGround {
  readonly folders: NumberedFolders;
  readonly layers: LayerTable;
  readonly trash: Trash;
  readonly pool: WorkerPool;
  readonly store: RecordStore;
  /** Names this boot of the machine. */
  readonly bootId: string;
  sync(op: Op): Promise<void>;
}

/** A step that is being written. */
interface OpenStep {
  readonly folder: number;
  readonly lowers: readonly string[];
}

/** Steps as overlayfs trees: `tmp/<number>/{upper,work}` while they are written, then `<number>/`, as those of layers. */
export class OverlaySteps implements StepSnapshots {
  readonly #ground: StepsGround;
  readonly #open = new Map<string, OpenStep>();
  readonly #frozen = new Map<string, StepRecord>();

  constructor(ground: StepsGround) {
    this.#ground = ground;
  }

  /** Reads the records. @param found numbers of the trees that are there: those of steps are taken out */
  async restore(op: Op, found: ReadonlySet<number>): Promise<void> {
    const lost: RecordChange[] = [];
    for (const { key, value } of await this.#ground.store.list<StepRecord>(op, "step")) {
      this.#ground.folders.passed(value.folder);
      const { unsyncedIn = this.#ground.bootId } = value;
      if (found.has(value.folder) && unsyncedIn === this.#ground.bootId) this.#frozen.set(key, value);
      else lost.push({ delete: "step", key });
    }
    if (lost.length > 0) await this.#ground.store.commit(op, lost, "normal");
  }

  /** Whether a step needs the tree. */
  holds(folder: number): boolean {
    return [...this.#frozen.values()].some((record) => record.folder === folder);
  }

  async create(op: Op, id: string, below: readonly LayerReference[]): Promise<void> {
    throwIfEnded(op);
    const { lowers } = this.overlayOfLayers(below);
    const folder = this.#ground.folders.take();
    const path = this.#ground.folders.unfinished(folder);
    this.#open.set(id, { folder, lowers });
    try {
      await mkdir(join(path, "work"), { recursive: true, mode: 0o700 });
      await mkdir(join(path, "upper"), { mode: 0o755 });
      if (below.length > 0) await ownAs(join(path, "upper"), lowers[0] ?? path);
    } catch (error) {
      await this.discard(op, id);
      throw error;
    }
  }

  overlayOf(id: string): OverlaySpec {
    const { folder, lowers } = this.#opened(id);
    const path = this.#ground.folders.unfinished(folder);
    return { lowers, upper: join(path, "upper"), work: join(path, "work"), volatile: true };
  }

  overlayOfLayers(layers: readonly LayerReference[]): OverlaySpec {
    const { folders } = this.#ground;
    const lowers = mountable(this.foldersOf(layers).toReversed());
    return { lowers: lowers.length === 0 ? [folders.empty] : lowers };
  }

  foldersOf(layers: readonly LayerReference[]): string[] {
    return layers.map((layer) => this.#ground.folders.of(this.#recordOf(layer).folder));
  }

  #recordOf(layer: LayerReference): StepRecord | LayerRecord {
    const record = layer.of === "step" ? this.#frozen.get(layer.id) : this.#ground.layers.get(layer.chainId);
    if (record === undefined) throw noSuchSnapshot(layer.of === "step" ? layer.id : layer.chainId);
    return record;
  }

  async freeze(op: Op, id: string): Promise<FrozenStep> {
    const { folder } = this.#opened(id);
    const path = this.#ground.folders.unfinished(folder);
    const usage = (await this.#ground.pool.run(op, { kind: "usage", path: join(path, "upper") })) as UsageResult;
    await rename(join(path, "upper"), this.#ground.folders.of(folder));
    await this.#ground.trash.take(path);
    this.#ground.trash.empty();
    const record: StepRecord = { folder, ...usage, unsyncedIn: this.#ground.bootId };
    return {
      ...usage,
      records: [{ put: "step", key: id, value: record }],
      publish: () => {
        this.#open.delete(id);
        this.#frozen.set(id, record);
      },
    };
  }

  has(id: string): boolean {
    return this.#frozen.has(id);
  }

  sizeOf(id: string): number {
    return this.#frozen.get(id)?.sizeBytes ?? 0;
  }

  isShared(id: string, without?: ReadonlySet<Digest>): boolean {
    const record = this.#frozen.get(id);
    return record !== undefined && this.#ground.layers.holds(record.folder, without);
  }

  ids(): Iterable<string> {
    return this.#frozen.keys();
  }

  sync(op: Op): Promise<void> {
    return this.#ground.sync(op);
  }

  async settle(op: Op): Promise<void> {
    const unsettled = [...this.#frozen].filter(([, { unsyncedIn }]) => unsyncedIn !== undefined);
    if (unsettled.length === 0) return;
    await this.#ground.sync(op);
    const settled = unsettled.flatMap(([id, record]) => {
      const { unsyncedIn: _, ...value } = record;
      return this.#frozen.get(id) === record ? [{ id, value }] : [];
    });
    const records: RecordChange[] = settled.map(({ id, value }) => ({ put: "step", key: id, value }));
    for (const { id, value } of settled) this.#frozen.set(id, value);
    await this.#ground.store.commit(op, records, "normal");
  }

  adopt(adopted: readonly AdoptedLayer[]): StepChange {
    const added = adopted.flatMap(({ layer, chainId, parent, diffId }): [Digest, LayerRecord][] => {
      const { folder, sizeBytes, inodes } = this.#recordOf(layer);
      if (this.#ground.layers.has(chainId)) return [];
      const below = parent === undefined ? {} : { parent };
      return [[chainId, { folder, diffId, sizeBytes, inodes, ...below }]];
    });
    return {
      records: added.map(([key, value]) => ({ put: "layer", key, value })),
      publish: () => {
        for (const [chainId, record] of added) this.#ground.layers.set(chainId, record);
      },
    };
  }

  remove(ids: Iterable<string>): StepRemoval {
    const gone = [...new Set(ids)].filter((id) => this.#frozen.has(id));
    return {
      records: gone.map((key) => ({ delete: "step", key })),
      finish: async () => {
        for (const id of gone) await this.#forget(id);
        this.#ground.trash.empty();
      },
    };
  }

  async #forget(id: string): Promise<void> {
    const record = this.#frozen.get(id);
    this.#frozen.delete(id);
    if (record === undefined || this.#ground.layers.holds(record.folder)) return;
    await this.#ground.trash.take(this.#ground.folders.of(record.folder));
  }

  async discard(_op: Op, id: string): Promise<void> {
    const step = this.#open.get(id);
    if (step === undefined) return;
    this.#open.delete(id);
    await this.#ground.trash.take(this.#ground.folders.unfinished(step.folder));
    await this.#ground.trash.take(this.#ground.folders.of(step.folder));
    this.#ground.trash.empty();
  }

  #opened(id: string): OpenStep {
    const step = this.#open.get(id);
    if (step === undefined) throw noSuchSnapshot(id);
    return step;
  }
}
