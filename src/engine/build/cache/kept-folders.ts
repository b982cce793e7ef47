import { mkdir, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "#base/errors.ts";
import { backgroundOp, type Log, type Op, orEnd, throwIfEnded } from "#base/op.ts";
import type { KeptFolder, KeptFolderRequest, KeptFolders, KnownFolders } from "#core/build/kept-folders.ts";
import type { TreeWorker } from "#core/files/tree-worker.ts";
import { newRecordId } from "./record-id.ts";
import type { ResultCache } from "./result-cache.ts";

export interface KeptFoldersDependencies {
  /** Made when it is not there. */
  readonly path: string;
  readonly cache: ResultCache;
  readonly trees: Pick<TreeWorker, "emptyFolder" | "usage">;
  readonly log: Log;
  now(): number;
}

/** Folders by what they are for: `<id>/` of each record, `trash/` while they are removed. */
export class KeptFolderStore implements KeptFolders, KnownFolders {
  readonly #deps: KeptFoldersDependencies;
  /** How many hold each. */
  readonly #holders = new Map<string, number>();
  readonly #waiting = new Set<() => void>();
  #next = 1;

  constructor(deps: KeptFoldersDependencies) {
    this.#deps = deps;
  }

  /** Folders that no record names go. To be called once, when the cache has been restored. */
  async recover(): Promise<void> {
    const { path, cache } = this.#deps;
    await mkdir(join(path, "trash"), { recursive: true, mode: 0o700 });
    for (const name of await readdir(path)) if (name !== "trash" && !cache.has(name)) await this.#throwAway(name);
    this.#emptyTrash();
  }

  async acquire(op: Op, request: KeptFolderRequest): Promise<KeptFolder> {
    for (;;) {
      throwIfEnded(op);
      const { any, id } = this.#usable(request);
      if (id !== undefined) return this.#take(id, false);
      if (!any || request.sharing === "private") return await this.#make(request);
      await this.#release(op);
    }
  }

  async acquireKnown(op: Op, request: Omit<KeptFolderRequest, "description">): Promise<KeptFolder | undefined> {
    for (;;) {
      throwIfEnded(op);
      const { any, id } = this.#usable(request);
      if (id !== undefined) return this.#take(id, false);
      if (!any) return undefined;
      await this.#release(op);
    }
  }

  /** Whether there is one of the request, and which of them can be had now. */
  #usable(request: Omit<KeptFolderRequest, "description">): { readonly any: boolean; readonly id: string | undefined } {
    const same = this.#known(request);
    const [first] = same;
    const id = request.sharing === "shared" ? first : same.find((known) => !this.#holders.has(known));
    return { any: first !== undefined, id };
  }

  #known({ type, key }: Pick<KeptFolderRequest, "type" | "key">): string[] {
    const all = [...this.#deps.cache.folders()];
    return all.filter(([, record]) => record.type === type && record.folder.key === key).map(([id]) => id);
  }

  async #make({ type, key, description }: KeptFolderRequest): Promise<KeptFolder> {
    const id = newRecordId();
    const { cache, path, now } = this.#deps;
    cache.putFolder(id, { type, description, createdAt: now(), usageCount: 0, folder: { key }, sizeBytes: 0 });
    const folder = this.#take(id, true);
    try {
      await mkdir(join(path, id), { mode: 0o755 });
      return folder;
    } catch (error) {
      await folder[Symbol.asyncDispose]();
      throw error;
    }
  }

  #take(id: string, isNew: boolean): KeptFolder {
    const release = this.#deps.cache.retain(id);
    this.#holders.set(id, (this.#holders.get(id) ?? 0) + 1);
    this.#deps.cache.used(id);
    let complete = !isNew;
    return {
      id,
      isNew,
      path: join(this.#deps.path, id),
      complete: () => {
        complete = true;
      },
      [Symbol.asyncDispose]: async () => {
        release();
        const left = (this.#holders.get(id) ?? 1) - 1;
        if (left > 0) this.#holders.set(id, left);
        else this.#holders.delete(id);
        if (left === 0 && complete) await this.#measure(id);
        else if (!complete) await this.removed(await this.#deps.cache.remove(backgroundOp(this.#deps.log), [id]));
        for (const freed of this.#waiting) freed();
      },
    };
  }

  /** Waits until somebody lets go of a folder. */
  async #release(op: Op): Promise<void> {
    let freed = (): void => {};
    const release = new Promise<void>((resolve) => {
      freed = resolve;
    });
    this.#waiting.add(freed);
    await orEnd(op, release).finally(() => this.#waiting.delete(freed));
  }

  async #measure(id: string): Promise<void> {
    const { cache, trees, path, log } = this.#deps;
    const op = backgroundOp(log);
    try {
      const { sizeBytes } = await trees.usage(op, join(path, id));
      const found = [...cache.folders()].find(([known]) => known === id)?.[1];
      if (found !== undefined) cache.putFolder(id, { ...found, sizeBytes });
      await cache.flush(op);
    } catch (error) {
      log.warn("folder of a build was not measured", { id, error: messageOf(error) });
    }
  }

  /** Records are gone from the cache: so are their folders. */
  async removed(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.#throwAway(id);
    if (ids.length > 0) this.#emptyTrash();
  }

  async #throwAway(id: string): Promise<void> {
    const { path } = this.#deps;
    try {
      await rename(join(path, id), join(path, "trash", `${process.pid}-${this.#next++}-${id}`));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }

  #emptyTrash(): void {
    const { trees, path, log } = this.#deps;
    trees.emptyFolder(backgroundOp(log), join(path, "trash")).catch((error) => {
      log.warn("folders of builds were not removed", { error: messageOf(error) });
    });
  }
}
