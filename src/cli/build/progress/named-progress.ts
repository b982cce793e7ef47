import type { ProgressEvent, ProgressPrinter } from "./events.ts";

/** Of one of several builds that are shown together: its steps have its name in front. */
export class NamedProgress implements ProgressPrinter {
  readonly #name: string;
  readonly #inner: ProgressPrinter;

  constructor(name: string, inner: ProgressPrinter) {
    this.#name = name;
    this.#inner = inner;
  }

  event(event: ProgressEvent): void {
    this.events([event]);
  }

  events(told: readonly ProgressEvent[]): void {
    this.#inner.events(told.map((event) => this.#named(event)));
  }

  /** The others may go on. */
  finish(): void {}

  #named(event: ProgressEvent): ProgressEvent {
    const { vertex } = event;
    if (vertex === undefined) return event;
    const { name } = vertex;
    const full = name.startsWith("[") ? `[${this.#name} ${name.slice(1)}` : `[${this.#name}] ${name}`;
    return { ...event, vertex: { ...vertex, name: full } };
  }
}
