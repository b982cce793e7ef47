import { EngineError } from "#base/errors.ts";
import { type Op, orEnd } from "#base/op.ts";
import type { HistoryChange } from "#core/build/contract.ts";

/** Of one that follows and does not read. */
const maxHeld = 10_000;

interface Follower {
  readonly held: HistoryChange[];
  wake(): void;
}

/** Tells what becomes of the history to those that follow it. */
export class HistoryFeed {
  readonly #followers = new Set<Follower>();

  tell(change: HistoryChange): void {
    for (const follower of this.#followers) {
      follower.held.push(change);
      follower.wake();
    }
  }

  /** All that is told from this call on, until `op` ends. @throws resource-exhausted for who reads too slowly */
  follow(op: Op): AsyncIterable<HistoryChange> {
    const follower: Follower = { held: [], wake: () => {} };
    this.#followers.add(follower);
    const leave = (): void => void this.#followers.delete(follower);
    op.signal.addEventListener("abort", leave, { once: true });
    return this.#changes(op, follower, leave);
  }

  async *#changes(op: Op, follower: Follower, leave: () => void): AsyncGenerator<HistoryChange> {
    try {
      while (true) {
        if (follower.held.length > maxHeld)
          throw new EngineError("resource-exhausted", "the history of builds is read too slowly");
        const change = follower.held.shift();
        if (change !== undefined) yield change;
        else await orEnd(op, new Promise<void>((resolve) => Object.assign(follower, { wake: resolve })));
      }
    } finally {
      leave();
      op.signal.removeEventListener("abort", leave);
    }
  }
}
