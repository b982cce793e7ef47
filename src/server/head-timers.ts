import type { Duplex } from "node:stream";

/** Ends connections that do not get to the end of a request's head: those that send nothing, or a byte now and then. */
export class HeadTimers {
  readonly #timeoutMs: number;
  readonly #timers = new WeakMap<Duplex, NodeJS.Timeout>();

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** A connection has begun. */
  expect(socket: Duplex): void {
    const timer = setTimeout(() => socket.destroy(), this.#timeoutMs).unref();
    this.#timers.set(socket, timer);
    socket.once("close", () => clearTimeout(timer));
  }

  /** Its first request has come. */
  arrived(socket: Duplex): void {
    clearTimeout(this.#timers.get(socket));
  }
}
