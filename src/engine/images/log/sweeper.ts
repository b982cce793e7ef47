import { messageOf } from "#base/errors.ts";
import { backgroundOp, type Op } from "#base/op.ts";

const longestMs = 3_600_000;
const shortestMs = 500;

/** Does something again and again until it is ended; a failure is logged. The wait is asked for anew each time. */
export class Sweeper implements Disposable {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  /** @param periodMs how long to wait at most; kept between half a second and an hour */
  start(op: Op, work: (op: Op) => Promise<void>, periodMs: () => number): void {
    if (this.#ended) return;
    const waitMs = Math.min(longestMs, Math.max(shortestMs, periodMs()));
    this.#timer = setTimeout(() => {
      void work(backgroundOp(op.log))
        .catch((error) => op.log.error("old images were not removed", { error: messageOf(error) }))
        .finally(() => this.start(op, work, periodMs));
    }, waitMs);
    this.#timer.unref();
  }

  [Symbol.dispose](): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }
}
