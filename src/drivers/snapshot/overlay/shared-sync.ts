import { type Op, orEnd } from "#base/op.ts";

/** One sync for all callers of one tick, or that came while another sync ran: what each wrote before its call is covered. */
export class SharedSync {
  readonly #perform: () => Promise<void>;
  #running: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;

  constructor(perform: () => Promise<void>) {
    this.#perform = perform;
  }

  run(op: Op): Promise<void> {
    this.#waiting ??= this.#begin();
    return orEnd(op, this.#waiting);
  }

  async #begin(): Promise<void> {
    await this.#running.catch(() => {});
    await new Promise((resolve) => setImmediate(resolve));
    this.#waiting = undefined;
    this.#running = this.#perform();
    await this.#running;
  }
}
