import { type ByteString, byteStringText } from "#formats/tar/entry.ts";
import { check, closeFd, errnos, type FileFacts, factsAt, fileTypes, isOpaque, openAt } from "#sys/files/calls.ts";
import { SyscallError } from "#sys/libc.ts";
import { contentFlags, inodeFlags } from "../paths.ts";
import { factsOf } from "./entry-bytes.ts";
import { folderOnly, sortedNames } from "./lower-trees.ts";

/** Something in a folder, open. */
export interface OpenEntry {
  /** Its user's to close. */
  readonly inode: number;
  /** Whether `inode` is open for reading; it is O_PATH otherwise. */
  readonly readable: boolean;
  readonly facts: FileFacts;
}

/** A folder as upper trees of overlays on each other show it, without those below all of them. */
export class UpperFolder implements Disposable {
  /** Top first. */
  readonly #folders: readonly number[];
  readonly #owned: boolean;
  readonly #isFrozen: boolean;
  /** It hides what the trees below have there. */
  readonly isOpaque: boolean;

  /**
   * @param folders open, top first; the caller's to close, unless they are given away
   * @param options `isFrozen`: nobody changes what is in them
   */
  constructor(folders: readonly number[], { isOpaque: hides = false, isOwned = false, isFrozen = false } = {}) {
    this.#folders = folders;
    this.#owned = isOwned;
    this.#isFrozen = isFrozen;
    this.isOpaque = hides;
  }

  /** In the order of their bytes; whiteouts too. */
  names(path: ByteString): ByteString[] {
    const [only, ...more] = this.#folders;
    if (only !== undefined && more.length === 0) return sortedNames(only, path);
    const all = new Set(this.#folders.flatMap((folder) => sortedNames(folder, path)));
    return [...all].sort((a, b) => (a < b ? -1 : 1));
  }

  /** The uppermost of a name; undefined where it is gone. @throws SyscallError */
  find(name: ByteString): OpenEntry | undefined {
    for (const folder of this.#folders) {
      const found = this.#isFrozen ? openKnown(folder, name) : openUnknown(folder, name);
      if (found !== undefined) return found;
    }
    return undefined;
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
    return new UpperFolder(opened, { isOpaque: hides, isOwned: true, isFrozen: this.#isFrozen });
  }

  [Symbol.dispose](): void {
    if (this.#owned) for (const fd of this.#folders) closeFd(fd);
  }
}

/** What was looked at is what is opened: a file at once for reading, which saves finding it again. */
function openKnown(folder: number, name: ByteString): OpenEntry | undefined {
  const facts = factsAt(folder, name);
  if (facts === -errnos.ENOENT) return undefined;
  if (typeof facts === "number") throw new SyscallError("lstat", -facts, byteStringText(name));
  const readable = (facts.mode & fileTypes.mask) === fileTypes.file;
  const inode = check(openAt(folder, name, readable ? contentFlags : inodeFlags), "open", name);
  return { inode, readable, facts };
}

/** Something else may come in its place at any time: what is no file or folder must not be opened for more than its inode. */
function openUnknown(folder: number, name: ByteString): OpenEntry | undefined {
  const inode = openAt(folder, name, inodeFlags);
  if (inode === -errnos.ENOENT) return undefined;
  check(inode, "open", name);
  try {
    return { inode, readable: false, facts: factsOf(inode, name) };
  } catch (error) {
    closeFd(inode);
    throw error;
  }
}
