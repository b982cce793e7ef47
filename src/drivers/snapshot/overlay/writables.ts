import { chmod, chown, mkdir, readdir, readlink, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { type Digest, isDigest } from "#base/digest.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { KnownSnapshots } from "#core/snapshot/contract.ts";
import { noSuchSnapshot } from "#core/snapshot/errors.ts";
import { isErrno } from "#sys/libc.ts";
import type { Trash } from "./trash.ts";

export interface WritablesGround {
  /** `rw/` */
  readonly path: string;
  readonly trash: Trash;
  /** Trees of a chain, top first. @throws not-found */
  treesOf(chainId: Digest): readonly string[];
}

/** What each writable layer of a container lies on, and its folders: `<key>/{upper,work}` and `parent`, a link that names the layer. */
export class Writables {
  readonly #ground: WritablesGround;
  readonly #parents = new Map<string, Digest | undefined>();

  constructor(ground: WritablesGround) {
    this.#ground = ground;
  }

  has(key: string): boolean {
    return this.#parents.has(key);
  }

  parents(without: ReadonlySet<string>): Array<Digest | undefined> {
    return [...this.#parents].filter(([key]) => !without.has(key)).map(([, parent]) => parent);
  }

  async recover(op: Op, known: KnownSnapshots): Promise<void> {
    throwIfEnded(op);
    const { path, trash } = this.#ground;
    for (const key of await readdir(path)) if (!known.writables.has(key)) await trash.take(join(path, key));
    for (const key of known.writables) {
      const parent = known.parents?.get(key) ?? (await this.#savedParent(key));
      if (parent !== "missing") await this.#make(key, parent);
    }
    trash.empty();
  }

  async create(op: Op, key: string, parent: Digest | undefined): Promise<void> {
    throwIfEnded(op);
    if (parent !== undefined) this.#ground.treesOf(parent);
    try {
      await this.#make(key, parent);
    } catch (error) {
      this.#parents.delete(key);
      throw error;
    }
  }

  /** @throws not-found */
  parentOf(key: string): Digest | undefined {
    if (!this.has(key)) throw noSuchSnapshot(key);
    return this.#parents.get(key);
  }

  /** @throws not-found */
  foldersOf(key: string): { readonly upper: string; readonly work: string } {
    if (!this.has(key)) throw noSuchSnapshot(key);
    const folder = this.#folderOf(key);
    return { upper: join(folder, "upper"), work: join(folder, "work") };
  }

  async remove(op: Op, key: string): Promise<void> {
    throwIfEnded(op);
    this.#parents.delete(key);
    await this.#ground.trash.take(this.#folderOf(key));
    this.#ground.trash.empty();
  }

  async #savedParent(key: string): Promise<Digest | undefined | "missing"> {
    try {
      const text = await readlink(join(this.#folderOf(key), "parent"));
      return isDigest(text) ? text : undefined;
    } catch (error) {
      if (!isErrno(error, "ENOENT")) throw error;
      return "missing";
    }
  }

  async #make(key: string, parent: Digest | undefined): Promise<void> {
    const folder = this.#folderOf(key);
    const upper = join(folder, "upper");
    this.#parents.set(key, parent);
    await mkdir(join(folder, "work"), { recursive: true, mode: 0o700 });
    try {
      await mkdir(upper, { mode: 0o755 });
    } catch (error) {
      if (isErrno(error, "EEXIST")) return;
      throw error;
    }
    await symlink(parent ?? "none", join(folder, "parent"));
    const [top] = parent === undefined ? [] : this.#ground.treesOf(parent);
    if (top !== undefined) await ownAs(upper, top);
  }

  #folderOf(key: string): string {
    return join(this.#ground.path, key);
  }
}

/** Gives a new folder owner and mode of the one that it will lie over. */
export async function ownAs(folder: string, below: string): Promise<void> {
  const facts = await stat(below);
  await chown(folder, facts.uid, facts.gid);
  await chmod(folder, facts.mode & 0o7777);
}
