import { join } from "node:path";

/** Folders of trees: numbers, since a mount's options have room for few characters per layer. */
export class NumberedFolders {
  readonly #path: string;
  #next = 1;

  constructor(path: string) {
    this.#path = path;
  }

  take(): number {
    return this.#next++;
  }

  /** No number up to this one is given out any more. */
  passed(number: number): void {
    this.#next = Math.max(this.#next, number + 1);
  }

  of(number: number): string {
    return join(this.#path, String(number));
  }

  /** Where it is until it is whole. */
  unfinished(number: number): string {
    return join(this.#path, "tmp", String(number));
  }

  /** What lies below what lies on nothing. */
  get empty(): string {
    return join(this.#path, "empty");
  }
}
