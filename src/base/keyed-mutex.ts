import { Mutex } from "./mutex.ts";
import type { Op } from "./op.ts";

/** A Mutex per key; one that nobody holds or waits for costs nothing. */
export class KeyedMutex {
  readonly #locks = new Map<string, { readonly mutex: Mutex; users: number }>();

  async run<T>(op: Op, key: string, task: () => Promise<T>): Promise<T> {
    const lock = this.#locks.get(key) ?? { mutex: new Mutex(), users: 0 };
    this.#locks.set(key, lock);
    lock.users += 1;
    try {
      return await lock.mutex.run(op, task);
    } finally {
      lock.users -= 1;
      if (lock.users === 0) this.#locks.delete(key);
    }
  }
}
