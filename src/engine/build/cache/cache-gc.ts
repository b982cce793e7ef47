import { Coalesced } from "#base/coalesced.ts";
import { messageOf } from "#base/errors.ts";
import { backgroundOp, type Log } from "#base/op.ts";
import type { PruneOptions } from "#core/build/contract.ts";
import type { CachePruner } from "./prune-cache.ts";

/** Builds in a row are followed by one collection. */
const delayMs = 60_000;

export interface CacheGcDependencies {
  readonly pruner: CachePruner;
  /** As configured now; empty: the cache is never collected. */
  readonly policies: () => Promise<readonly PruneOptions[]>;
  readonly log: Log;
}

/** Keeps the cache within its policies: a while after a build, in the background. */
export class CacheGc {
  readonly #deps: CacheGcDependencies;
  readonly #work: Coalesced;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(deps: CacheGcDependencies) {
    this.#deps = deps;
    this.#work = new Coalesced(() => this.run());
  }

  ask(): void {
    if (this.#stopped || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#work.ask();
    }, delayMs);
    this.#timer.unref();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Each policy in turn, the first most careful. */
  async run(): Promise<void> {
    const { pruner, policies, log } = this.#deps;
    try {
      for (const policy of await policies()) {
        const gone = await pruner.prune(backgroundOp(log), policy);
        const bytes = gone.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
        if (gone.length > 0) log.info("build cache was collected", { records: gone.length, bytes });
      }
    } catch (error) {
      log.warn("build cache was not collected", { error: messageOf(error) });
    }
  }
}
