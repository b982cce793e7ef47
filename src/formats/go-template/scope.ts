/** The variables that a piece of a template sees: its own, and those around it. */
export class Scope {
  readonly #parent: Scope | undefined;
  readonly #values: Map<string, unknown>;

  constructor(parent: Scope | undefined, values: Iterable<readonly [string, unknown]> = []) {
    this.#parent = parent;
    this.#values = new Map(values);
  }

  get(name: string): unknown {
    return this.#values.has(name) ? this.#values.get(name) : this.#parent?.get(name);
  }

  declare(name: string, value: unknown): void {
    this.#values.set(name, value);
  }

  assign(name: string, value: unknown): void {
    if (this.#values.has(name) || this.#parent === undefined) this.#values.set(name, value);
    else this.#parent.assign(name, value);
  }
}
