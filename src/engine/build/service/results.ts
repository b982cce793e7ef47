import { EngineError } from "#base/errors.ts";
import type { SolverStep } from "../solver/step.ts";

/** The results of open jobs, by reference: a job may build on those of another. */
export class Results {
  readonly #steps = new Map<string, SolverStep>();

  set(reference: string, step: SolverStep): void {
    this.#steps.set(reference, step);
  }

  /** @throws not-found */
  get(reference: string): SolverStep {
    const step = this.#steps.get(reference);
    if (step === undefined) throw new EngineError("not-found", `no such ref: ${reference}`);
    return step;
  }

  forget(references: readonly string[]): void {
    for (const reference of references) this.#steps.delete(reference);
  }
}
