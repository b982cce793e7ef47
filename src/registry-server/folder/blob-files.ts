import { rm } from "node:fs/promises";
import { commitPoint } from "#base/commit-points.ts";
import { KeyedMutex } from "#base/keyed-mutex.ts";
import type { Op } from "#base/op.ts";
import type { FinishedFile } from "../contract.ts";
import type { BlobDigest } from "../digest.ts";
import { moveDurably, type TempFiles, writeFileDurably } from "../durable.ts";
import type { Layout } from "./layout.ts";

/** The blobs of all repositories: their sizes, and how many repositories have each. A file is there before it is used. */
export class BlobFiles {
  readonly #layout: Layout;
  readonly #temp: TempFiles;
  readonly #sizes = new Map<BlobDigest, number>();
  readonly #users = new Map<BlobDigest, number>();
  readonly #changes = new KeyedMutex();

  constructor(layout: Layout, temp: TempFiles) {
    this.#layout = layout;
    this.#temp = temp;
  }

  /** Says what a former life left. */
  learn(digest: BlobDigest, sizeBytes: number): void {
    this.#sizes.set(digest, sizeBytes);
  }

  sizeOf(digest: BlobDigest): number | undefined {
    return this.#sizes.get(digest);
  }

  path(digest: BlobDigest): string {
    return this.#layout.blob(digest);
  }

  /** Counts one more repository that has the blob. */
  use(digest: BlobDigest): void {
    this.#users.set(digest, (this.#users.get(digest) ?? 0) + 1);
  }

  /** Counts one less. */
  release(digest: BlobDigest): void {
    const users = (this.#users.get(digest) ?? 0) - 1;
    if (users > 0) this.#users.set(digest, users);
    else this.#users.delete(digest);
  }

  /** Moves a durable file into its place; then runs `link` before anything can take it away. */
  async adopt(op: Op, { path, digest, sizeBytes }: FinishedFile, link: () => Promise<void>): Promise<void> {
    await this.#changes.run(op, digest, async () => {
      if (this.#sizes.get(digest) === sizeBytes) await rm(path, { force: true });
      else await moveDurably(path, this.path(digest));
      this.#sizes.set(digest, sizeBytes);
      commitPoint("registry.blob.moved");
      await link();
    });
  }

  /** Writes a small blob. */
  async write(
    op: Op,
    blob: { readonly digest: BlobDigest; readonly bytes: Uint8Array },
    link: () => Promise<void>,
  ): Promise<void> {
    const { digest, bytes } = blob;
    await this.#changes.run(op, digest, async () => {
      if (this.#sizes.get(digest) !== bytes.length)
        await writeFileDurably(this.path(digest), bytes, { temp: this.#temp.path() });
      this.#sizes.set(digest, bytes.length);
      commitPoint("registry.manifest.written");
      await link();
    });
  }

  /** Runs `link` with the blob's size while nothing can take it away; undefined when it is not there. */
  async linking<T>(op: Op, digest: BlobDigest, link: (sizeBytes: number) => Promise<T>): Promise<T | undefined> {
    return await this.#changes.run(op, digest, async () => {
      const size = this.#sizes.get(digest);
      return size === undefined ? undefined : await link(size);
    });
  }

  /** Removes the files that no repository has. Returns their number and bytes. */
  async sweep(op: Op): Promise<{ blobs: number; bytes: number }> {
    const removed = { blobs: 0, bytes: 0 };
    for (const digest of [...this.#sizes.keys()]) {
      if (this.#users.has(digest)) continue;
      await this.#changes.run(op, digest, async () => {
        const size = this.#sizes.get(digest);
        if (size === undefined || this.#users.has(digest)) return;
        this.#sizes.delete(digest);
        commitPoint("registry.collect.file");
        await rm(this.path(digest), { force: true });
        removed.blobs++;
        removed.bytes += size;
      });
    }
    return removed;
  }
}
