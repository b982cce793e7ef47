import { statfs } from "node:fs/promises";
import { Mutex } from "#base/mutex.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { CacheRecord, PruneOptions } from "#core/build/contract.ts";
import { chooseForPrune } from "#core/build/prune.ts";
import type { Gone } from "#core/rehearsal/contract.ts";
import type { KeptFolderStore } from "./kept-folders.ts";
import type { ResultCache } from "./result-cache.ts";

export interface CachePrunerDependencies {
  readonly cache: ResultCache;
  readonly folders: KeptFolderStore;
  /** On the disk that the cache is on. */
  readonly path: string;
  /** Layers of images and blobs that only the cache needed may go now. */
  readonly collect: (op: Op) => Promise<void>;
  now(): number;
}

/** What is pruned: the cache, or what is taken for it. */
interface PrunedRecords {
  records(): CacheRecord[];
  /** @returns those that went */
  remove(chosen: CacheRecord[]): Promise<CacheRecord[]> | CacheRecord[];
}

/** Removes records of the cache, one caller at a time. */
export class CachePruner {
  readonly #deps: CachePrunerDependencies;
  readonly #turn = new Mutex();

  constructor(deps: CachePrunerDependencies) {
    this.#deps = deps;
  }

  /** @returns what was removed */
  prune(op: Op, options: PruneOptions): Promise<CacheRecord[]> {
    const { cache } = this.#deps;
    return this.#turn.run(op, async () => {
      const gone = await this.#inRounds(op, options, {
        records: () => cache.list(),
        remove: (chosen) => this.#remove(op, chosen),
      });
      if (gone.length > 0) await this.#deps.collect(op);
      return gone;
    });
  }

  /** @returns what a prune would remove after what is `gone`, and adds it to that; removes nothing */
  async rehearse(op: Op, options: PruneOptions, { cacheRecords, layers }: Gone): Promise<CacheRecord[]> {
    const known = this.#deps.cache.list(layers);
    return await this.#inRounds(op, options, {
      records: () => known.filter(({ id }) => !cacheRecords.has(id)),
      remove: (chosen) => {
        for (const { id } of chosen) cacheRecords.add(id);
        return chosen;
      },
    });
  }

  async #inRounds(op: Op, options: PruneOptions, { records, remove }: PrunedRecords): Promise<CacheRecord[]> {
    const { path, now } = this.#deps;
    const gone: CacheRecord[] = [];
    for (;;) {
      throwIfEnded(op);
      const { bavail, bsize } = await statfs(path);
      const chosen = chooseForPrune({ records: records(), freeBytes: bavail * bsize, now: now() }, options);
      const round = await remove(chosen);
      if (round.length === 0) return gone;
      gone.push(...round);
    }
  }

  async #remove(op: Op, chosen: readonly CacheRecord[]): Promise<CacheRecord[]> {
    const { cache, folders } = this.#deps;
    const removed = new Set(
      await cache.remove(
        op,
        chosen.map(({ id }) => id),
      ),
    );
    const gone = chosen.filter(({ id }) => removed.has(id));
    await folders.removed(gone.filter(({ mutable }) => mutable).map(({ id }) => id));
    return gone;
  }
}
