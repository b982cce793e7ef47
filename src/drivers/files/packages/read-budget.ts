import { EngineError } from "#base/errors.ts";

/** How many bytes of a tree are read altogether: few files may be there under many names. */
export class ReadBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** @throws resource-exhausted */
  spend(bytes: number): void {
    if (bytes > this.#left) throw new EngineError("resource-exhausted", "more than is read of one tree");
    this.#left -= bytes;
  }
}
