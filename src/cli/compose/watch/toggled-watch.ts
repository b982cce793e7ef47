import type { Op } from "#base/op.ts";
import type { Watching } from "./watch-project.ts";

/** Watching that is switched on and off while a project runs. */
export class ToggledWatch {
  #stop: AbortController | undefined;
  #ended: Promise<void> = Promise.resolve();

  /** @param begin begins to watch, until the op that it is given ends */
  constructor(readonly begin: (op: Op) => Promise<Watching>) {}

  get isOn(): boolean {
    return this.#stop !== undefined;
  }

  /** @throws Error where it cannot be begun */
  async start(op: Op): Promise<void> {
    if (this.#stop !== undefined) return;
    const stop = new AbortController();
    this.#stop = stop;
    try {
      const { ended } = await this.begin({ ...op, signal: AbortSignal.any([op.signal, stop.signal]) });
      this.#ended = ended;
    } catch (error) {
      this.#stop = undefined;
      throw error;
    }
  }

  /** Resolves when nothing is done any more. */
  async stop(): Promise<void> {
    this.#stop?.abort();
    this.#stop = undefined;
    await this.#ended;
  }
}
