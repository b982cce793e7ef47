import type { Repository } from "#core/registry/contract.ts";

/** A repository that several use; closed when the last is done. Whoever makes it holds it once. */
export class SharedRepository {
  readonly repository: Repository;
  #holders = 1;

  constructor(repository: Repository) {
    this.repository = repository;
  }

  hold(): void {
    this.#holders++;
  }

  async release(): Promise<void> {
    this.#holders--;
    if (this.#holders === 0) await this.repository[Symbol.asyncDispose]();
  }
}
