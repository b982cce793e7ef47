import type { ByteString } from "#formats/tar/entry.ts";
import { check, closeFd, errnos, isOpaque, openAt } from "#sys/files/calls.ts";
import { inodeFlags } from "../paths.ts";
import { folderOnly, sortedNames } from "./lower-trees.ts";

/** A folder as upper trees of overlays on each other show it, without those below all of them. */
export class UpperFolder implements Disposable {
  /** Top first. */
  readonly #folders: readonly number[];
  readonly #owned: boolean;
  /** It hides what the trees below have there. */
  readonly isOpaque: boolean;

  /** @param folders open, top first; the caller's to close, unless they are given away */
  constructor(folders: readonly number[], { isOpaque: hides = false, isOwned = false } = {}) {
    this.#folders = folders;
    this.#owned = isOwned;
    this.isOpaque = hides;
  }

  /** In the order of their bytes; whiteouts too. */
  names(path: ByteString): ByteString[] {
    const [only, ...more] = this.#folders;
    if (only !== undefined && more.length === 0) return sortedNames(only, path);
    const all = new Set(this.#folders.flatMap((folder) => sortedNames(folder, path)));
    return [...all].sort((a, b) => (a < b ? -1 : 1));
  }

  /** The uppermost of a name: O_PATH, the caller's to close. A negative number is an errno. */
  find(name: ByteString): number {
    for (const folder of this.#folders) {
      const inode = openAt(folder, name, inodeFlags);
      if (inode !== -errnos.ENOENT) return inode;
    }
    return -errnos.ENOENT;
  }

  /** A folder in it, with those of its name in the trees below, as far as nothing there hides them. @throws SyscallError */
  open(name: ByteString): UpperFolder {
    const opened: number[] = [];
    let hides = false;
    for (const folder of this.#folders) {
      const fd = openAt(folder, name, folderOnly);
      if (fd === -errnos.ENOENT) continue;
      if (fd < 0 && opened.length > 0 && (fd === -errnos.ENOTDIR || fd === -errnos.ELOOP)) {
        hides = true;
        break;
      }
      try {
        opened.push(check(fd, "open", name));
      } catch (error) {
        for (const one of opened) closeFd(one);
        throw error;
      }
      hides = isOpaque(fd);
      if (hides) break;
    }
    return new UpperFolder(opened, { isOpaque: hides, isOwned: true });
  }

  [Symbol.dispose](): void {
    if (this.#owned) for (const fd of this.#folders) closeFd(fd);
  }
}
