/**
 * Steps that undo what has been done so far. `run()` takes them in reverse, goes on after a failure and throws an
 * AggregateError of what failed; `keep()` forgets them, once all has succeeded.
 */
export class Undo {
  readonly #steps: Array<() => void | Promise<void>> = [];

  add(step: () => void | Promise<void>): void {
    this.#steps.push(step);
  }

  keep(): void {
    this.#steps.length = 0;
  }

  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, "undo: some steps failed");
  }
}
