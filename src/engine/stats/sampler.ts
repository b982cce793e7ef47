import { isEngineError, messageOf } from "#base/errors.ts";
import { backgroundOp, endedError, type Log, type Op, throwIfEnded } from "#base/op.ts";
import { nowRfc3339Nano } from "#base/time.ts";
import type { MachineCpu, ResourceUsage, UsageReader, UsageSubject } from "#core/usage/contract.ts";

/** A container at one time. Without usage: it did not run. */
export interface Sample {
  /** RFC 3339 with nanoseconds. */
  readonly read: string;
  readonly usage?: ResourceUsage;
  readonly machine: MachineCpu;
}

/** What is looked at: gives its subject while it runs, and `gone` when it never will again. */
export interface Sampled {
  subject(): UsageSubject | undefined;
  gone(): boolean;
}

export interface SamplerOptions {
  readonly reader: UsageReader;
  readonly log: Log;
  readonly intervalMs?: number;
}

interface Watch {
  readonly listeners: Set<Listener>;
  last: Sample | undefined;
}

interface Listener {
  readonly take: (sample: Sample) => void;
  readonly end: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Samples the containers that somebody looks at, each once a second however many look; one timer for all, and none while
 * nobody does.
 */
export class UsageSampler {
  readonly #options: SamplerOptions;
  readonly #watches = new Map<Sampled, Watch>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #sampling = false;

  constructor(options: SamplerOptions) {
    this.#options = options;
  }

  /** How many containers are looked at just now. */
  get watchCount(): number {
    return this.#watches.size;
  }

  /** One sample, apart from all others. */
  async sample(op: Op, sampled: Sampled): Promise<Sample> {
    const usage = await this.#usageOf(op, sampled);
    const machine = await this.#options.reader.machine(op);
    return { read: nowRfc3339Nano(), machine, ...(usage === undefined ? {} : { usage }) };
  }

  /**
   * Gives samples to `take`, the first at once, until the container is gone or the op ends. `take` must not wait; what it
   * throws ends its own watch only.
   * @throws canceled when the op ends
   */
  async follow(op: Op, sampled: Sampled, take: (sample: Sample) => void): Promise<void> {
    throwIfEnded(op);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const listener: Listener = { take, end: resolve, fail: reject };
    const stop = (): void => reject(endedError(op));
    op.signal.addEventListener("abort", stop, { once: true });
    this.#add(sampled, listener);
    try {
      await promise;
    } finally {
      op.signal.removeEventListener("abort", stop);
      this.#remove(sampled, listener);
    }
  }

  #add(sampled: Sampled, listener: Listener): void {
    const watch = this.#watches.get(sampled) ?? { listeners: new Set<Listener>(), last: undefined };
    this.#watches.set(sampled, watch);
    watch.listeners.add(listener);
    if (watch.last !== undefined) deliver(listener, watch.last);
    else if (watch.listeners.size === 1) void this.#sampleOne(sampled, watch);
    this.#timer ??= setInterval(() => void this.#sampleAll(), this.#options.intervalMs ?? 1000);
  }

  #remove(sampled: Sampled, listener: Listener): void {
    const watch = this.#watches.get(sampled);
    watch?.listeners.delete(listener);
    if (watch?.listeners.size === 0) this.#watches.delete(sampled);
    if (this.#watches.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** A round that takes longer than the interval leaves out the next. */
  async #sampleAll(): Promise<void> {
    if (this.#sampling) return;
    this.#sampling = true;
    await Promise.all([...this.#watches].map(([sampled, watch]) => this.#sampleOne(sampled, watch)));
    this.#sampling = false;
  }

  async #sampleOne(sampled: Sampled, watch: Watch): Promise<void> {
    if (sampled.gone()) {
      for (const listener of [...watch.listeners]) listener.end();
      return;
    }
    try {
      watch.last = await this.sample(backgroundOp(this.#options.log), sampled);
    } catch (error) {
      this.#options.log.warn("the use of a container was not read", { error: messageOf(error) });
      return;
    }
    for (const listener of [...watch.listeners]) deliver(listener, watch.last);
  }

  async #usageOf(op: Op, sampled: Sampled): Promise<ResourceUsage | undefined> {
    const subject = sampled.subject();
    if (subject === undefined) return undefined;
    try {
      return await this.#options.reader.read(op, subject);
    } catch (error) {
      if (isEngineError(error, "not-found")) return undefined;
      throw error;
    }
  }
}

function deliver(listener: Listener, sample: Sample): void {
  try {
    listener.take(sample);
  } catch (error) {
    listener.fail(error);
  }
}
