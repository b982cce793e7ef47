import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { ImageContext } from "./dependencies.ts";

/**
 * What one pull or push relies on: blobs and layers, those that are here and those that are to come. They stay while it
 * lasts, and what nobody relies on can be collected beside it, however long the registry takes.
 */
export class HeldContent implements AsyncDisposable {
  readonly #context: Pick<ImageContext, "holding" | "pin">;
  readonly #held = new Set<Digest>();
  readonly #releases: Array<() => Promise<void>> = [];

  constructor(context: Pick<ImageContext, "holding" | "pin">) {
    this.#context = context;
  }

  /** Keeps content from now on. What is here when this has resolved stays; what a collection has just taken is not. */
  async hold(op: Op, digests: Iterable<Digest>): Promise<void> {
    const more = [...digests].filter((digest) => !this.#held.has(digest));
    if (more.length === 0) return;
    await this.#context.holding(op, async () => {
      this.#releases.push(this.#context.pin(op, more));
      for (const digest of more) this.#held.add(digest);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const release of this.#releases.splice(0)) await release();
  }
}
