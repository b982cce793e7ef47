import type { Digest } from "#base/digest.ts";
import { noSuchSnapshot } from "#core/snapshot/errors.ts";

/** What is saved of a layer (kind `layer`, key: its chain id). */
export interface LayerRecord {
  /** The name of its tree: a number, since a mount's options have room for few characters per layer. */
  readonly folder: number;
  readonly parent?: Digest;
  readonly diffId: Digest;
  readonly sizeBytes: number;
  readonly inodes: number;
}

/** The layers that are known, by chain id. */
export class LayerTable {
  readonly #records = new Map<Digest, LayerRecord>();

  has(chainId: Digest): boolean {
    return this.#records.has(chainId);
  }

  get(chainId: Digest): LayerRecord | undefined {
    return this.#records.get(chainId);
  }

  set(chainId: Digest, record: LayerRecord): void {
    this.#records.set(chainId, record);
  }

  delete(chainId: Digest): void {
    this.#records.delete(chainId);
  }

  entries(): Iterable<[Digest, LayerRecord]> {
    return this.#records.entries();
  }

  /** Whether a layer needs the tree. */
  holds(folder: number, without: ReadonlySet<Digest> = new Set()): boolean {
    return [...this.#records].some(([chainId, record]) => record.folder === folder && !without.has(chainId));
  }

  /** The layer and those below it, top first. @throws not-found */
  chain(chainId: Digest | undefined): LayerRecord[] {
    const chain: LayerRecord[] = [];
    for (let at = chainId; at !== undefined; ) {
      const record = this.#records.get(at);
      if (record === undefined) throw noSuchSnapshot(at);
      chain.push(record);
      at = record.parent;
    }
    return chain;
  }

  /** `ids` and all that lies below them. */
  closure(ids: Iterable<Digest>): Set<Digest> {
    const all = new Set<Digest>();
    for (const id of ids) {
      for (let at: Digest | undefined = id; at !== undefined && !all.has(at); at = this.#records.get(at)?.parent) {
        all.add(at);
      }
    }
    return all;
  }
}
