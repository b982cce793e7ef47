import { renameSync, type Stats, statSync } from "node:fs";
import { open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Digest, digestHex, isDigest } from "#base/digest.ts";
import type { PartialBlob } from "#core/content/contract.ts";
import { noSuchBlob, wrongSize } from "#core/content/errors.ts";

/** The beginnings of blobs, one file each, named as the blob will be. */
export class PartialFolder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  pathOf(digest: Digest): string {
    return join(this.#path, digestHex(digest));
  }

  async open(digest: Digest): Promise<PartialBlob> {
    const path = this.pathOf(digest);
    const file = await open(path, "a", 0o600);
    try {
      return { path, sizeBytes: (await file.stat()).size };
    } finally {
      await file.close();
    }
  }

  /** Moves a partial to where blobs are; in one step for whoever else runs here, since its path is another then. */
  move(blob: { readonly digest: Digest; readonly sizeBytes: number }, target: string): void {
    const size = statSync(this.pathOf(blob.digest), { throwIfNoEntry: false })?.size;
    if (size === undefined) throw noSuchBlob(blob.digest);
    if (size !== blob.sizeBytes) throw wrongSize(blob.digest, size, blob.sizeBytes);
    renameSync(this.pathOf(blob.digest), target);
  }

  async remove(digest: Digest): Promise<void> {
    await rm(this.pathOf(digest), { force: true });
  }

  /** Removes what was last written to before `time` and is not to be kept. @returns its bytes */
  async sweep(time: number, keep: (digest: Digest) => boolean): Promise<number> {
    let bytes = 0;
    for (const { name, facts } of await this.#list(keep)) {
      if (facts.mtimeMs >= time) continue;
      await rm(join(this.#path, name), { recursive: true, force: true });
      bytes += facts.size;
    }
    return bytes;
  }

  async bytes(except: (digest: Digest) => boolean): Promise<number> {
    return (await this.#list(except)).reduce((sum, { facts }) => sum + facts.size, 0);
  }

  async #list(except: (digest: Digest) => boolean): Promise<Array<{ readonly name: string; readonly facts: Stats }>> {
    const names = (await readdir(this.#path)).filter((name) => {
      const digest = `sha256:${name}`;
      return !(isDigest(digest) && except(digest));
    });
    const found = await Promise.all(
      names.map(async (name) => ({ name, facts: await stat(join(this.#path, name)).catch(() => undefined) })),
    );
    return found.flatMap(({ name, facts }) => (facts === undefined ? [] : [{ name, facts }]));
  }
}
