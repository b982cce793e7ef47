import { EngineError } from "#base/errors.ts";

/** How the main thread tells a Worker that does one long job to end it: a Worker that works hears no messages. */
export class Cancellation {
  readonly shared: SharedArrayBuffer;
  readonly #flag: Int32Array;

  constructor(shared = new SharedArrayBuffer(4)) {
    this.shared = shared;
    this.#flag = new Int32Array(shared);
  }

  cancel(): void {
    Atomics.store(this.#flag, 0, 1);
  }

  throwIfCancelled(): void {
    if (Atomics.load(this.#flag, 0) !== 0) throw new EngineError("canceled", "context canceled");
  }
}
