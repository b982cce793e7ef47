import { utimes } from "node:fs/promises";
import type { BlobDigest } from "../digest.ts";

/** A use is written down no more often than this: what was asked for once in that time is known to a later life. */
const writeEveryMs = 3_600_000;

/**
 * When what a repository has was last pushed or asked for, milliseconds since 1970. Kept over restarts as the times of the links'
 * files, which are not synced: a cut loses an hour or so of it.
 */
export class LastUses {
  readonly #at = new Map<BlobDigest, number>();
  readonly #written = new Map<BlobDigest, number>();

  /** Says what a former life wrote down. */
  learn(digest: BlobDigest, atMs: number): void {
    this.#at.set(digest, atMs);
    this.#written.set(digest, atMs);
  }

  /** It is used now. `path`: its link. */
  note(digest: BlobDigest, path: string): void {
    const now = Date.now();
    this.#at.set(digest, now);
    if (now - (this.#written.get(digest) ?? 0) < writeEveryMs) return;
    this.#written.set(digest, now);
    // A link that is just going has no use for it.
    void utimes(path, now / 1000, now / 1000).catch(() => {});
  }

  of(digest: BlobDigest): number {
    return this.#at.get(digest) ?? 0;
  }

  forget(digest: BlobDigest): void {
    this.#at.delete(digest);
    this.#written.delete(digest);
  }
}
