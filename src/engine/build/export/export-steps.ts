import { randomBytes } from "node:crypto";
import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { messageOf } from "#base/errors.ts";
import type { BuildProgress, VertexState } from "#core/build/progress.ts";

/** The step of the progress that an export is, and its parts. */
export class ExportSteps {
  readonly #progress: BuildProgress;
  readonly #vertex: Digest = digestOf(randomBytes(16));
  readonly #name: string;

  constructor(progress: BuildProgress, name: string) {
    this.#progress = progress;
    this.#name = name;
  }

  /** Runs the export as a step. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const startedAt = Date.now();
    const state: VertexState = { digest: this.#vertex, inputs: [], name: this.#name, startedAt, cached: false };
    this.#progress.vertex(state);
    try {
      const result = await work();
      this.#progress.vertex({ ...state, completedAt: Date.now() });
      return result;
    } catch (error) {
      this.#progress.vertex({ ...state, completedAt: Date.now(), error: messageOf(error) });
      throw error;
    }
  }

  /** Runs a part of it, shown by `id`. */
  async part<T>(id: string, work: () => Promise<T>): Promise<T> {
    const startedAt = Date.now();
    const state = { vertex: this.#vertex, id, current: 0, total: 0, startedAt };
    this.#progress.task(state);
    const result = await work();
    this.#progress.task({ ...state, completedAt: Date.now() });
    return result;
  }

  /** A part that is done as soon as it is said. */
  say(id: string): void {
    const at = Date.now();
    this.#progress.task({ vertex: this.#vertex, id, current: 0, total: 0, startedAt: at, completedAt: at });
  }
}
