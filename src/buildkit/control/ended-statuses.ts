import type { StatusLog } from "./status-log.ts";

/** How long one that asks late may still be told all of a build. */
const keptMs = 10_000;

/** What builds told that have just ended: a client's call for it may come after a short build. */
export class EndedStatuses {
  readonly #logs = new Map<string, StatusLog>();

  add(id: string, log: StatusLog): void {
    this.#logs.set(id, log);
    setTimeout(() => {
      if (this.#logs.get(id) === log) this.#logs.delete(id);
    }, keptMs).unref();
  }

  get(id: string): StatusLog | undefined {
    return this.#logs.get(id);
  }
}
