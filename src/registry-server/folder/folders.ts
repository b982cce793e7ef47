import { rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Mutex } from "#base/mutex.ts";
import type { Op } from "#base/op.ts";
import { makeFolder } from "../durable.ts";

/** Makes the folders of repositories and takes empty ones away: never both at a time. */
export class Folders {
  readonly #root: string;
  readonly #changes = new Mutex();
  readonly #made = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  async make(op: Op, path: string): Promise<void> {
    if (this.#made.has(path)) return;
    await this.#changes.run(op, async () => {
      await makeFolder(path);
      this.#made.add(path);
    });
  }

  /** Removes the folders of a repository that has nothing, and those above that are empty then. */
  async removeEmpty(op: Op, repository: string): Promise<void> {
    await this.#changes.run(op, async () => {
      for (const part of ["_blobs", "_manifests", "_tags"]) await this.#remove(join(repository, part));
      for (let at = repository; at.length > this.#root.length; at = dirname(at)) if (!(await this.#remove(at))) return;
    });
  }

  async #remove(path: string): Promise<boolean> {
    this.#made.delete(path);
    return await rmdir(path).then(
      () => true,
      () => false,
    );
  }
}
