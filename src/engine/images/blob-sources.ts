import { type Digest, isDigest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { RecordChange, RecordStore } from "#core/store/contract.ts";

/** What is saved of where a blob is known to be (kind `blob-source`, key: its digest). */
export interface BlobSourceRecord {
  /** `domain/path`, the latest first. */
  readonly repositories: readonly string[];
}

const maxRepositories = 10;

/** The repositories that blobs came from or went to: a push to another of the same registry need not send them again. */
export class BlobSources {
  readonly #known = new Map<Digest, readonly string[]>();

  async restore(op: Op, store: RecordStore): Promise<void> {
    for (const { key, value } of await store.list<BlobSourceRecord>(op, "blob-source")) {
      if (isDigest(key)) this.#known.set(key, value.repositories);
    }
  }

  /** `domain/path` of every repository that is known to have the blob, the latest first. */
  of(blob: Digest): readonly string[] {
    return this.#known.get(blob) ?? [];
  }

  /** What is to be saved, before `add`, when a repository has these blobs. */
  changes(blobs: Iterable<Digest>, repository: string): RecordChange[] {
    return [...new Set(blobs)]
      .filter((blob) => this.of(blob)[0] !== repository)
      .map((key) => ({ put: "blob-source", key, value: { repositories: this.#with(key, repository) } }));
  }

  add(blobs: Iterable<Digest>, repository: string): void {
    for (const blob of blobs) this.#known.set(blob, this.#with(blob, repository));
  }

  #with(blob: Digest, repository: string): string[] {
    const others = this.of(blob).filter((known) => known !== repository);
    return [repository, ...others].slice(0, maxRepositories);
  }

  /** What is to be saved, before `forget`, when blobs go. */
  removals(blobs: Iterable<Digest>): RecordChange[] {
    return [...blobs].filter((blob) => this.#known.has(blob)).map((key) => ({ delete: "blob-source", key }));
  }

  forget(blobs: Iterable<Digest>): void {
    for (const blob of blobs) this.#known.delete(blob);
  }

  /** Blobs of which something is saved. */
  blobs(): Iterable<Digest> {
    return this.#known.keys();
  }
}
