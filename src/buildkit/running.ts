import { EngineError } from "#base/errors.ts";
import { type Op, orEnd, withDeadline } from "#base/op.ts";

/** What is there under an id for a time, and may be asked for before it has come. */
export class Running<T> {
  readonly #entries = new Map<string, T>();
  readonly #awaited = new Map<string, Set<(entry: T) => void>>();
  readonly #arrivalMs: number;

  constructor(arrivalMs: number) {
    this.#arrivalMs = arrivalMs;
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  all(): T[] {
    return [...this.#entries.values()];
  }

  /** Makes `entry` known until it is disposed. @throws conflict where the id is in use */
  add(id: string, entry: T): Disposable {
    if (this.#entries.has(id)) throw new EngineError("conflict", `${id} is in use`);
    this.#entries.set(id, entry);
    for (const arrived of this.#awaited.get(id) ?? []) arrived(entry);
    return { [Symbol.dispose]: () => void this.#entries.delete(id) };
  }

  /** @returns undefined where none comes */
  async get(op: Op, id: string): Promise<T | undefined> {
    const here = this.#entries.get(id);
    if (here !== undefined) return here;
    using waiting = withDeadline(op, this.#arrivalMs, `waiting for ${id}`);
    const arrival = Promise.withResolvers<T>();
    const waiters = this.#awaited.get(id) ?? new Set();
    this.#awaited.set(id, waiters.add(arrival.resolve));
    try {
      return await orEnd(waiting, arrival.promise);
    } catch (error) {
      if (op.signal.aborted) throw error;
      return undefined;
    } finally {
      waiters.delete(arrival.resolve);
      if (waiters.size === 0) this.#awaited.delete(id);
    }
  }
}
