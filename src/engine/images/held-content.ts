import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { ImageContext } from "./dependencies.ts";

/** What keeps content against collections. */
export type ContentGuard = Pick<ImageContext, "moment" | "pin">;

/**
 * What a pull, a push or an archive on its way in relies on: blobs and layers, those that are here and those that are to come. They
 * stay while it lasts, and what nobody relies on can be collected beside it, however long a registry or a client takes. Held in
 * memory alone: what a killed engine held and no record names goes with its next start.
 */
export class HeldContent implements AsyncDisposable {
  readonly #guard: ContentGuard;
  readonly #held = new Set<Digest>();
  readonly #release: () => Promise<void>;

  constructor(op: Op, guard: ContentGuard) {
    this.#guard = guard;
    this.#release = guard.pin(op, this.#held);
  }

  /** Keeps content from now on. What is here when this has resolved stays; what a collection has just taken is not. */
  async hold(digests: Iterable<Digest>): Promise<void> {
    const more = [...digests].filter((digest) => !this.#held.has(digest));
    if (more.length === 0) return;
    await this.#guard.moment(async () => {
      for (const digest of more) this.#held.add(digest);
    });
  }

  /** Keeps the blob that `commit` makes, from the moment at which it is one. */
  async holdNew<T extends { readonly digest: Digest }>(commit: () => Promise<T>): Promise<T> {
    return await this.#guard.moment(async () => {
      const blob = await commit();
      this.#held.add(blob.digest);
      return blob;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#release();
  }
}
