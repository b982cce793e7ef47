import type { ProgressEvent, ProgressPrinter } from "./events.ts";

/** Shows a build; `now` is in milliseconds since 1970. */
export interface ProgressDisplay {
  add(event: ProgressEvent, now: number): void;
  /** Shows all that was told. */
  draw(now: number): void;
  /** All has been told. */
  end(now: number): void;
}

const shortestMs = 100;
const idleMs = 150;

/** Draws what is told at once, and then at most ten times a second; times go on while nothing is told. */
export class LiveProgress implements ProgressPrinter {
  readonly #display: ProgressDisplay;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout;

  constructor(display: ProgressDisplay) {
    this.#display = display;
    this.#timer = this.#tick();
  }

  event(event: ProgressEvent): void {
    this.events([event]);
  }

  events(told: readonly ProgressEvent[]): void {
    const now = Date.now();
    for (const event of told) this.#display.add(event, now);
    this.#timer.refresh();
    if (now - this.#drawnAt < shortestMs) return;
    this.#drawnAt = now;
    this.#display.draw(now);
  }

  finish(): void {
    clearInterval(this.#timer);
    this.#display.end(Date.now());
  }

  #tick(): NodeJS.Timeout {
    return setInterval(() => this.#display.draw(Date.now()), idleMs).unref();
  }
}
