import { endedError, type Op, throwIfEnded } from "#base/op.ts";

/** Lets so many at once work on one thing; the others wait in turn. */
export class Slots {
  readonly #taken = new Map<string, { count: number; readonly waiting: Array<() => void> }>();

  /** @param limit may change from call to call */
  async run<T>(op: Op, key: string, limit: number, work: () => Promise<T>): Promise<T> {
    await this.#take(op, key, Math.max(limit, 1));
    try {
      return await work();
    } finally {
      this.#give(key);
    }
  }

  async #take(op: Op, key: string, limit: number): Promise<void> {
    throwIfEnded(op);
    const slot = this.#taken.get(key) ?? { count: 0, waiting: [] };
    this.#taken.set(key, slot);
    if (slot.count < limit) {
      slot.count++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const turn = (): void => {
        op.signal.removeEventListener("abort", ended);
        resolve();
      };
      const ended = (): void => {
        slot.waiting.splice(slot.waiting.indexOf(turn), 1);
        reject(endedError(op));
      };
      op.signal.addEventListener("abort", ended, { once: true });
      slot.waiting.push(turn);
    });
  }

  /** The next one has the place, or nobody. */
  #give(key: string): void {
    const slot = this.#taken.get(key);
    if (slot === undefined) return;
    const next = slot.waiting.shift();
    if (next !== undefined) next();
    else if (--slot.count === 0) this.#taken.delete(key);
  }
}
