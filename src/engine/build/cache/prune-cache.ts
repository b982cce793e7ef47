import { statfs } from "node:fs/promises";
import { Mutex } from "#base/mutex.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { CacheRecord, PruneOptions } from "#core/build/contract.ts";
import { chooseForPrune } from "#core/build/prune.ts";
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

/** Removes records of the cache, one caller at a time. */
export class CachePruner {
  readonly #deps: CachePrunerDependencies;
  readonly #turn = new Mutex();

  constructor(deps: CachePrunerDependencies) {
    this.#deps = deps;
  }

  /** @returns what was removed */
  prune(op: Op, options: PruneOptions): Promise<CacheRecord[]> {
    return this.#turn.run(op, async () => {
      const gone: CacheRecord[] = [];
      for (;;) {
        throwIfEnded(op);
        const round = await this.#round(op, options);
        if (round.length === 0) break;
        gone.push(...round);
      }
      if (gone.length > 0) await this.#deps.collect(op);
      return gone;
    });
  }

  async #round(op: Op, options: PruneOptions): Promise<CacheRecord[]> {
    const { cache, folders, path, now } = this.#deps;
    const { bavail, bsize } = await statfs(path);
    const chosen = chooseForPrune({ records: cache.list(), freeBytes: bavail * bsize, now: now() }, options);
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
