import type { Operation, Plan, Shown, Step, Tolerated } from "./operation.ts";

export interface StepOptions {
  readonly after?: readonly string[];
  readonly shown?: Shown;
  readonly tolerated?: Tolerated;
  readonly otherwise?: Operation;
  readonly unlessFailed?: string;
  readonly reason?: string;
}

/** Collects the steps of a plan. */
export class PlanBuilder {
  readonly #steps: Step[] = [];
  readonly #warnings: string[] = [];

  /** Adds a step behind those that it comes after; gives its id. */
  add(operation: Operation, { after = [], ...rest }: StepOptions = {}): string {
    const id = String(this.#steps.length + 1);
    this.#steps.push({ id, operation, after: [...new Set(after)], ...rest });
    return id;
  }

  /** Ids of the steps so far. */
  get steps(): readonly string[] {
    return this.#steps.map(({ id }) => id);
  }

  warn(text: string): void {
    this.#warnings.push(text);
  }

  build(): Plan {
    return { steps: this.#steps, warnings: this.#warnings };
  }
}
