import { randomUUID } from "node:crypto";
import { chmod, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Coalesced } from "#base/coalesced.ts";
import { commitPoint } from "#base/commit-points.ts";
import { messageOf } from "#base/errors.ts";
import { backgroundOp, type Log, type Op } from "#base/op.ts";
import type { TreeWorker } from "#core/files/tree-worker.ts";
import { folderNotMade } from "#core/volume/errors.ts";
import { isMadeUpName } from "#core/volume/record.ts";
import { syncPath } from "#sys/files/sync-path.ts";
import { isErrno } from "#sys/libc.ts";
import { reasonOf } from "./reason.ts";

/** No record may name the folder: without one, all of it is nobody's. */
const unrecorded = ".unrecorded";
/** The folder is being filled from an image: until that has ended, its content is none. */
const filling = ".filling";
/** No name of a volume begins with a dot: so do the names of folders that are going, and of those that are coming. */
const trash = ".trash";
const coming = ".coming-";

export interface FolderOptions {
  readonly path: string;
  readonly trees: TreeWorker;
  readonly log: Log;
  /** Takes away what is mounted at a volume's data, before it is removed. */
  readonly detach: (op: Op, path: string) => Promise<void>;
}

/**
 * `NAME/_data` for each volume. The records say which there are; what a crash leaves is told by marks beside `_data`, and
 * by names that the engine makes up. A folder that has neither mark nor record was put there by somebody, and stays.
 */
export class VolumeFolders {
  readonly #path: string;
  readonly #trees: TreeWorker;
  readonly #log: Log;
  readonly #detach: FolderOptions["detach"];
  /** Two at once would come upon what the other has just removed, and give up. */
  readonly #emptying = new Coalesced(() => this.#emptyTrash());

  constructor({ path, trees, log, detach }: FolderOptions) {
    this.#path = path;
    this.#trees = trees;
    this.#log = log;
    this.#detach = detach;
  }

  dataOf(name: string): string {
    return join(this.#path, name, "_data");
  }

  /** Makes the folder of a volume whose record is still to come. */
  async make(name: string): Promise<void> {
    try {
      if (isMadeUpName(name)) await makeFolder(join(this.#path, name), 0o710);
      else await this.#makeMarked(name);
      await makeFolder(this.dataOf(name), 0o755);
    } catch (error) {
      throw folderNotMade(this.dataOf(name), reasonOf(error));
    }
    commitPoint("volume.create.files");
  }

  /** The folder comes under its name with its mark in it: a crash in between must not make it look like somebody's. */
  async #makeMarked(name: string): Promise<void> {
    const place = join(this.#path, `${coming}${randomUUID()}`);
    await makeFolder(place, 0o710);
    try {
      await writeFile(join(place, unrecorded), "", { mode: 0o600 });
      await rename(place, join(this.#path, name));
    } catch (error) {
      await rm(place, { recursive: true, force: true });
      if (!isErrno(error, "ENOTEMPTY", "EEXIST")) throw error;
      // Somebody has put a folder there: it is taken as it is.
      await this.mark(name);
    }
  }

  /** Says that the folder goes as long as no record names it. */
  async mark(name: string): Promise<void> {
    await writeFile(join(this.#path, name, unrecorded), "", { mode: 0o600 });
  }

  async unmark(name: string): Promise<void> {
    if (!isMadeUpName(name)) await unlinkIfThere(join(this.#path, name, unrecorded));
  }

  /** Takes the folder away, so that it never comes back under its name; its files are removed later. */
  async takeAway(name: string): Promise<void> {
    const place = join(this.#path, trash, randomUUID());
    try {
      await rename(join(this.#path, name), place);
    } catch (error) {
      if (!isErrno(error, "ENOENT")) throw error;
    }
    if (!isMadeUpName(name)) await syncPath(this.#path);
    commitPoint("volume.remove.files");
    this.#emptying.ask();
  }

  /** Does `fill`; what it wrote counts only when it ends. */
  async filling(name: string, fill: () => Promise<unknown>): Promise<void> {
    const mark = join(this.#path, name, filling);
    await writeFile(mark, "", { mode: 0o600 });
    try {
      await fill();
      commitPoint("volume.filled");
    } catch (error) {
      await this.#trees.emptyFolder(backgroundOp(this.#log), this.dataOf(name)).catch((failure: unknown) => {
        this.#log.warn("a volume keeps what was copied before an error", { volume: name, error: messageOf(failure) });
      });
      throw error;
    } finally {
      await unlinkIfThere(mark);
    }
  }

  /** Makes what is missing and sweeps what a crash left. */
  async recover(op: Op, known: ReadonlySet<string>): Promise<void> {
    await mkdir(this.#path, { recursive: true, mode: 0o710 });
    await mkdir(join(this.#path, trash), { recursive: true, mode: 0o700 });
    await chmod(this.#path, 0o710);
    for (const name of known) await this.#settle(op, name);
    for (const name of await readdir(this.#path)) {
      if (name !== trash && !known.has(name)) await this.#sweep(op, name);
    }
    this.#emptying.ask();
  }

  async #settle(op: Op, name: string): Promise<void> {
    await makeFolder(join(this.#path, name), 0o710);
    await makeFolder(this.dataOf(name), 0o755);
    const mark = join(this.#path, name, filling);
    if (await isThere(mark)) {
      await this.#trees.emptyFolder(op, this.dataOf(name));
      await unlinkIfThere(mark);
    }
    await unlinkIfThere(join(this.#path, name, unrecorded));
  }

  async #sweep(op: Op, name: string): Promise<void> {
    const gone = isMadeUpName(name) || name.startsWith(coming) || (await isThere(join(this.#path, name, unrecorded)));
    if (gone) {
      await this.#detach(op, this.dataOf(name));
      await this.takeAway(name);
    } else this.#log.warn("a folder among the volumes has no record and is left alone", { folder: name });
  }

  async #emptyTrash(): Promise<void> {
    try {
      await this.#trees.emptyFolder(backgroundOp(this.#log), join(this.#path, trash));
    } catch (error) {
      this.#log.debug("files of removed volumes stay until the next start", { error: messageOf(error) });
    }
  }
}

async function makeFolder(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode });
    await chmod(path, mode);
  } catch (error) {
    if (!isErrno(error, "EEXIST")) throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function unlinkIfThere(path: string): Promise<void> {
  await rm(path, { force: true });
}
