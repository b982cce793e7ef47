import { type Op, orEnd } from "./op.ts";

/** A bounded number of places; who comes first is served first. */
export class Slots {
  #free: number;
  readonly #waiting: Array<() => void> = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Runs `work` in a place of its own; `onWait` is called when there is none at once. */
  async run<T>(op: Op, work: () => Promise<T>, onWait: () => void = () => {}): Promise<T> {
    if (this.#free > 0) this.#free--;
    else {
      onWait();
      await this.#wait(op);
    }
    try {
      return await work();
    } finally {
      this.#release();
    }
  }

  async #wait(op: Op): Promise<void> {
    let given = (): void => {};
    const turn = new Promise<void>((resolve) => {
      given = resolve;
    });
    this.#waiting.push(given);
    try {
      await orEnd(op, turn);
    } catch (error) {
      const at = this.#waiting.indexOf(given);
      if (at >= 0) this.#waiting.splice(at, 1);
      else this.#release();
      throw error;
    }
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}
