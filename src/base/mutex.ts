import { type Op, orEnd } from "./op.ts";

/** Runs one task at a time, in the order of arrival. A task that waits gives up when its op ends. */
export class Mutex {
  #tail: Promise<void> = Promise.resolve();

  async run<T>(op: Op, task: () => Promise<T>): Promise<T> {
    const before = this.#tail;
    let release = (): void => {};
    const mine = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#tail = before.then(() => mine);
    try {
      await orEnd(op, before);
      return await task();
    } finally {
      release();
    }
  }
}
