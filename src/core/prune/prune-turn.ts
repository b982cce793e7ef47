import { pruneRunning } from "./errors.ts";

/** Lets one prune run at a time: the next one is refused, not queued. Containers and networks share one, as in Docker. */
export class PruneTurn {
  #taken = false;

  /** @throws conflict where one runs already, before anything else is looked at */
  async run<T>(prune: () => Promise<T>): Promise<T> {
    if (this.#taken) throw pruneRunning();
    this.#taken = true;
    try {
      return await prune();
    } finally {
      this.#taken = false;
    }
  }
}
