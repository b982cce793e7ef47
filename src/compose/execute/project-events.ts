import { type Op, orEnd } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { systemEvents } from "#client/system-events.ts";
import { labels } from "../labels.ts";
import type { Changes } from "./wait-for.ts";

/** What happens to the containers of a project, listened to from the first time someone waits. */
export class ProjectEvents implements Changes, AsyncDisposable {
  readonly #waiting = new Set<{ readonly ids: readonly string[]; readonly wake: () => void }>();
  readonly #ended = new AbortController();
  #listening: Promise<void> | undefined;

  constructor(
    readonly op: Op,
    readonly client: Client,
    readonly project: string,
  ) {}

  async next(op: Op, ids: readonly string[], timeoutMs: number): Promise<void> {
    this.#listening ??= this.#listen();
    let wake = (): void => {};
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const waiter = { ids, wake };
    this.#waiting.add(waiter);
    const timer = setTimeout(wake, timeoutMs);
    try {
      await orEnd(op, woken);
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(waiter);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await this.#listening;
  }

  async #listen(): Promise<void> {
    const signal = AbortSignal.any([this.op.signal, this.#ended.signal]);
    const filters = { type: ["container"], label: [`${labels.project}=${this.project}`] };
    try {
      for await (const { event } of systemEvents({ ...this.op, signal }, this.client, { filters }))
        for (const { ids, wake } of this.#waiting) if (ids.includes(event.Actor.ID)) wake();
    } catch {
      // Who waits asks again by itself.
    }
  }
}
