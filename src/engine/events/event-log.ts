import { endedError, type Op, throwIfEnded } from "#base/op.ts";
import { nowNs } from "#base/time.ts";
import type { EngineEvent, EventSink } from "#core/events/contract.ts";

export type EventListener = (event: EngineEvent) => void;

export interface EventPeriod {
  /** Nanoseconds since the epoch. */
  readonly sinceNs?: bigint;
  readonly untilNs?: bigint;
}

/** How many past events are kept: what Docker keeps. */
const capacity = 256;
/** Timers hold 31 bits of milliseconds: a longer wait is made of several. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * The events of this engine: the last 256 in memory, and those to come. Their times are those of the wall clock, but
 * never go back: each is later than the one before.
 */
export class EventLog implements EventSink {
  readonly #past: EngineEvent[] = [];
  /** They push none of the others out. */
  readonly #quietPast: EngineEvent[] = [];
  readonly #listeners = new Set<EventListener>();
  readonly #now: () => bigint;
  #last = 0n;
  #total = 0;

  constructor(now: () => bigint = nowNs) {
    this.#now = now;
  }

  /** How many callers follow the events just now (`NEventsListener`). */
  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** How many events there were. */
  get total(): number {
    return this.#total;
  }

  emit(event: Omit<EngineEvent, "timeNs">): void {
    if (event.quiet !== true) this.#total += 1;
    const now = this.#now();
    this.#last = now > this.#last ? now : this.#last + 1n;
    const stamped: EngineEvent = { ...event, attributes: { ...event.attributes }, timeNs: this.#last };
    const past = event.quiet === true ? this.#quietPast : this.#past;
    past.push(stamped);
    if (past.length > capacity) past.shift();
    for (const listener of [...this.#listeners]) listener(stamped);
  }

  /**
   * Gives `listener` the events of `period`, in order and none twice: those past when it names a start or an end, then
   * those to come, until its end. A period without end lasts as long as the op. `listener` must not wait; a listener
   * that throws ends its own subscription only, which rejects with what it threw.
   * @throws canceled when the op ends
   */
  async follow(op: Op, period: EventPeriod, listener: EventListener): Promise<void> {
    throwIfEnded(op);
    const { sinceNs = 0n, untilNs } = period;
    if (period.sinceNs !== undefined || untilNs !== undefined)
      for (const event of this.#allPast())
        if (event.timeNs >= sinceNs && (untilNs === undefined || event.timeNs <= untilNs)) listener(event);
    if (untilNs !== undefined && untilNs <= this.#now()) return;
    await this.#followLive(op, untilNs, listener);
  }

  #allPast(): EngineEvent[] {
    return [...this.#past, ...this.#quietPast].sort((a, b) => (a.timeNs < b.timeNs ? -1 : 1));
  }

  async #followLive(op: Op, untilNs: bigint | undefined, listener: EventListener): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const guarded = (event: EngineEvent): void => {
      try {
        listener(event);
      } catch (error) {
        reject(error);
        this.#listeners.delete(guarded);
      }
    };
    const stop = (): void => reject(endedError(op));
    const cancelTimer = untilNs === undefined ? undefined : this.#at(untilNs, resolve);
    this.#listeners.add(guarded);
    op.signal.addEventListener("abort", stop, { once: true });
    try {
      await promise;
    } finally {
      this.#listeners.delete(guarded);
      op.signal.removeEventListener("abort", stop);
      cancelTimer?.();
    }
  }

  #at(timeNs: bigint, then: () => void): () => void {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (): void => {
      const leftMs = Number((timeNs - this.#now()) / 1_000_000n);
      if (leftMs < 0) then();
      else timer = setTimeout(wait, Math.min(leftMs + 1, longestTimerMs));
    };
    wait();
    return () => clearTimeout(timer);
  }
}
