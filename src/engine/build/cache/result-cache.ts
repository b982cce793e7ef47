import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { CacheRecord } from "#core/build/contract.ts";
import type { PackedLayer } from "#core/build/exporter.ts";
import { isStoredFolder, type StoredFolder, type StoredRecord, type StoredResult } from "#core/build/stored-result.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import type { FrozenStep, StepSnapshots } from "#core/snapshot/steps.ts";
import type { RecordChange, RecordStore } from "#core/store/contract.ts";
import { describeRecord } from "./describe-record.ts";

export interface ResultCacheDependencies {
  readonly store: RecordStore;
  readonly steps: StepSnapshots;
  hasLayer(chainId: Digest): boolean;
  now(): number;
}

/** The records of the build cache, in memory and in the store: what results there are, under which keys, and who uses them. */
export class ResultCache {
  readonly #deps: ResultCacheDependencies;
  readonly #records = new Map<string, StoredRecord>();
  readonly #byKey = new Map<Digest, string>();
  readonly #users = new Map<string, number>();
  readonly #heldLayers = new Set<{ readonly layers: readonly TreeLayer[] }>();
  /** Records of whose use the store does not know yet. */
  readonly #dirty = new Set<string>();

  constructor(deps: ResultCacheDependencies) {
    this.#deps = deps;
  }

  /** Reads the records. Those whose trees are not whole go, and trees that no record names. */
  async restore(op: Op): Promise<void> {
    const { store, steps } = this.#deps;
    const all = await store.list<StoredRecord>(op, "build-cache");
    const lost: RecordChange[] = [];
    for (const { key, value } of all.sort((a, b) => a.value.createdAt - b.value.createdAt)) {
      if (isStoredFolder(value) || this.#isWhole(value)) this.#put(key, value);
      else lost.push({ delete: "build-cache", key });
    }
    const removal = steps.remove([...steps.ids()].filter((id) => !this.#records.has(id)));
    if (lost.length + removal.records.length > 0) await store.commit(op, [...lost, ...removal.records], "normal");
    await removal.finish(op);
  }

  #isWhole({ layers }: StoredResult): boolean {
    const { steps, hasLayer } = this.#deps;
    return layers.every((layer) => (layer.of === "step" ? steps.has(layer.id) : hasLayer(layer.chainId)));
  }

  #put(id: string, record: StoredRecord): void {
    this.#records.set(id, record);
    if (!isStoredFolder(record)) for (const key of record.keys) this.#byKey.set(key, id);
  }

  /** What was made under a key. */
  find(key: Digest): FoundResult | undefined {
    const id = this.#byKey.get(key);
    return id === undefined ? undefined : this.get(id);
  }

  get(id: string): FoundResult | undefined {
    const record = this.#records.get(id);
    return record === undefined || isStoredFolder(record) ? undefined : { id, record };
  }

  has(id: string): boolean {
    return this.#records.has(id);
  }

  /** Makes a result known whose layer is frozen: survives a kill once resolved. A former result of one of its keys loses that key. */
  async add(op: Op, id: string, { record, frozen }: { record: StoredResult; frozen: FrozenStep }): Promise<void> {
    const superseded = this.#without(id, record.keys);
    const own: RecordChange = { put: "build-cache", key: id, value: record };
    await this.#deps.store.commit(op, [...frozen.records, own, ...changesOf(superseded)], "normal");
    frozen.publish();
    for (const [other, value] of superseded) this.#records.set(other, value);
    this.#put(id, record);
  }

  /** Those that have one of the keys, without it. */
  #without(id: string, keys: readonly Digest[]): Map<string, StoredResult> {
    const changed = new Map<string, StoredResult>();
    for (const key of keys) {
      const other = this.#byKey.get(key);
      if (other === undefined || other === id) continue;
      const record = changed.get(other) ?? this.get(other)?.record;
      if (record !== undefined) changed.set(other, { ...record, keys: record.keys.filter((known) => known !== key) });
    }
    return changed;
  }

  /** A result is found by another key from now on. */
  addKey(id: string, key: Digest): void {
    const found = this.get(id);
    if (found === undefined || found.record.keys.includes(key)) return;
    for (const [other, value] of this.#without(id, [key])) this.#change(other, value);
    this.#change(id, { ...found.record, keys: [...found.record.keys, key] });
    this.#byKey.set(key, id);
  }

  /** A build uses it. */
  used(id: string): void {
    const record = this.#records.get(id);
    if (record === undefined) return;
    this.#change(id, { ...record, lastUsedAt: this.#deps.now(), usageCount: record.usageCount + 1 });
  }

  remember(id: string, packed: PackedLayer): void {
    const found = this.get(id);
    if (found === undefined) return;
    const others = found.record.packed.filter(({ variant }) => variant !== packed.variant);
    this.#change(id, { ...found.record, packed: [...others, packed] });
  }

  putFolder(id: string, folder: StoredFolder): void {
    this.#change(id, folder);
  }

  folders(): Iterable<readonly [string, StoredFolder]> {
    return [...this.#records].filter((entry): entry is [string, StoredFolder] => isStoredFolder(entry[1]));
  }

  #change(id: string, record: StoredRecord): void {
    this.#records.set(id, record);
    this.#dirty.add(id);
  }

  /** Saves what has changed since. */
  async flush(op: Op): Promise<void> {
    const ids = [...this.#dirty];
    this.#dirty.clear();
    const changes = ids.flatMap((key): RecordChange[] => {
      const value = this.#records.get(key);
      return value === undefined ? [] : [{ put: "build-cache", key, value }];
    });
    if (changes.length > 0) await this.#deps.store.commit(op, changes, "normal");
  }

  /** Keeps a record, and what its tree lies on, from being removed. @returns what ends that */
  retain(id: string): () => void {
    this.#users.set(id, (this.#users.get(id) ?? 0) + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const left = (this.#users.get(id) ?? 1) - 1;
      if (left > 0) this.#users.set(id, left);
      else this.#users.delete(id);
    };
  }

  /** Keeps layers of images that builds lie on. @returns what ends that */
  retainLayers(layers: readonly TreeLayer[]): () => void {
    const held = { layers };
    this.#heldLayers.add(held);
    return () => {
      this.#heldLayers.delete(held);
    };
  }

  /** Every record as clients see it. `without`: layers of images that are taken to be gone. */
  list(without?: ReadonlySet<Digest>): CacheRecord[] {
    const parentsInUse = this.#parentsInUse();
    return [...this.#records].map(([id, record]) =>
      describeRecord(id, record, {
        inUse: this.#users.has(id) || parentsInUse.has(id),
        sizeBytes: isStoredFolder(record) ? record.sizeBytes : this.#deps.steps.sizeOf(id),
        shared: this.#deps.steps.isShared(id, without),
      }),
    );
  }

  #parentsInUse(): Set<string> {
    const ids = new Set<string>();
    for (const id of this.#users.keys())
      for (const layer of this.get(id)?.record.layers ?? []) if (layer.of === "step") ids.add(layer.id);
    return ids;
  }

  /** Forgets records that nobody uses and nothing lies on: those that were removed. */
  async remove(op: Op, ids: readonly string[]): Promise<string[]> {
    const held = this.#held(new Set(ids));
    const gone = ids.filter((id) => this.#records.has(id) && !held.has(id));
    const removal = this.#deps.steps.remove(gone);
    for (const id of gone) this.#forget(id);
    const changes = gone.map((key): RecordChange => ({ delete: "build-cache", key }));
    if (gone.length > 0) await this.#deps.store.commit(op, [...changes, ...removal.records], "normal");
    await removal.finish(op);
    return gone;
  }

  /** What others than those need, or somebody uses. */
  #held(leaving: ReadonlySet<string>): Set<string> {
    const held = new Set([...this.#users.keys(), ...this.#parentsInUse()]);
    for (const [id, record] of this.#records) {
      if (isStoredFolder(record) || (leaving.has(id) && !held.has(id))) continue;
      for (const layer of record.layers) if (layer.of === "step" && layer.id !== id) held.add(layer.id);
    }
    return held;
  }

  #forget(id: string): void {
    const found = this.get(id);
    for (const key of found?.record.keys ?? []) if (this.#byKey.get(key) === id) this.#byKey.delete(key);
    this.#records.delete(id);
    this.#dirty.delete(id);
  }

  /** Layers that results and builds lie on, and blobs that results were packed as. */
  *needed(): Iterable<TreeLayer | PackedLayer> {
    for (const { layers } of this.#heldLayers) yield* layers;
    for (const record of this.#records.values()) {
      if (isStoredFolder(record)) continue;
      yield* record.layers;
      yield* record.packed;
    }
  }
}

export interface FoundResult {
  readonly id: string;
  readonly record: StoredResult;
}

function changesOf(records: ReadonlyMap<string, StoredResult>): RecordChange[] {
  return [...records].map(([key, value]) => ({ put: "build-cache", key, value }));
}
