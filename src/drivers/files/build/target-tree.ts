import type { ByteString } from "#formats/tar/entry.ts";
import {
  check,
  closeFd,
  errnos,
  type FileFacts,
  factsAt,
  makeFolder,
  makeLink,
  modeFd,
  openAt,
  openFlags,
  openIn,
  ownFd,
  resolveFlags,
} from "#sys/files/calls.ts";
import { hasAttribute } from "#sys/files/descriptor-calls.ts";
import { givesGroup } from "#sys/files/made-file.ts";
import { OpenFolders } from "#sys/files/open-folders.ts";
import { removeTree } from "#sys/files/walk.ts";
import { followPath } from "../paths.ts";
import { baseOf, isFolder, parentOf } from "./source-view.ts";

export interface NumericOwner {
  readonly uid: number;
  readonly gid: number;
}

/** What a folder gets that is made on the way to something. */
export interface MadeFolder {
  readonly mode: number;
  /** Undefined: root. */
  readonly owner: NumericOwner | undefined;
}

const straight = resolveFlags.inRoot | resolveFlags.noMagicLinks | resolveFlags.noSymlinks;
const folderFlags = openFlags.readOnly | openFlags.directory | openFlags.noFollow;

/**
 * The tree that a step writes to. Paths are absolute and clean; only `resolve` follows symlinks, inside the tree, and what it
 * gives has none.
 */
export class TargetTree implements Disposable {
  readonly #root: number;
  readonly #layer: number | undefined;
  readonly #open = new OpenFolders();
  /** A folder that was made, with all that is in it, in the layer alone. */
  #new: ByteString | undefined;
  readonly #givesOn = new Map<ByteString, boolean>();

  /**
   * @param root borrowed
   * @param layer its layer alone, where others lie below it; borrowed
   */
  constructor(root: number, layer?: number) {
    this.#root = root;
    this.#layer = layer;
  }

  /**
   * Says that a folder was just made at `path`. Until `forgetNew`, what goes into it goes straight into the layer, which
   * spares the kernel an overlay's work for each file. The overlay never looks at any of it meanwhile: it must not be
   * changed behind what an overlay has seen.
   * @see kernel Documentation/filesystems/overlayfs.rst, "Changes to underlying filesystems"
   */
  isNew(path: ByteString): void {
    if (this.#layer === undefined || this.#isInNew(path)) return;
    this.forgetNew();
    this.#new = path;
  }

  /** From here on all goes through the tree again. */
  forgetNew(): void {
    if (this.#new === undefined) return;
    this.#new = undefined;
    this.forget();
  }

  /** Where a path leads, as far as there is something. */
  resolve(path: ByteString): ByteString {
    return followPath(this.#root, path);
  }

  /** Undefined: nothing is there. */
  facts(path: ByteString): FileFacts | undefined {
    const folder = this.#find(parentOf(path));
    if (folder < 0) return absent(folder, path);
    const facts = factsAt(folder, baseOf(path) || ".");
    return typeof facts === "number" ? absent(facts, path) : facts;
  }

  /**
   * Whether what is made at `path` has the mode that it is made with and the engine's own group, and no attributes: the
   * folder above it gives nothing on.
   */
  isMadePlain(path: ByteString): boolean {
    const parent = parentOf(path);
    const known = this.#givesOn.get(parent);
    if (known !== undefined) return !known;
    const folder = this.folder(parent);
    const facts = factsAt(folder, "");
    const givesOn = typeof facts === "number" || givesGroup(facts) || hasAttribute(folder, "system.posix_acl_default");
    this.#givesOn.set(parent, givesOn);
    return !givesOn;
  }

  /** The folder at `path`; it stays this class's. */
  folder(path: ByteString): number {
    return check(this.#find(path), "open", path);
  }

  /** Where `path` is made or looked at: the folder above it, which stays this class's, and its name there. */
  place(path: ByteString): readonly [folder: number, name: ByteString] {
    return [this.folder(parentOf(path)), baseOf(path) || "."];
  }

  /** Runs `work` with the folder at `path` open for more than its inode. */
  withFolder(path: ByteString, work: (fd: number) => void): void {
    const [parent, name] = this.place(path);
    const fd = check(openAt(parent, name, folderFlags), "open", path);
    try {
      work(fd);
    } finally {
      closeFd(fd);
    }
  }

  /** Makes a second name of a file. Both are reached in one way: names of two mounts cannot be of one file. */
  link(file: ByteString, name: ByteString): void {
    if (this.#isInNew(parentOf(file)) !== this.#isInNew(parentOf(name))) this.forgetNew();
    check(makeLink(this.place(file), this.place(name)), "link", name);
  }

  /** Takes away what is there, a folder with all that is in it. */
  remove(path: ByteString): void {
    const [parent, name] = this.place(path);
    removeTree(parent, name);
    this.forget();
  }

  /** Makes the folder and what is missing above it. What is there stays as it is. @throws SyscallError ENOTDIR */
  makeFolders(path: ByteString, made: MadeFolder): void {
    const facts = this.facts(path);
    if (facts !== undefined) {
      if (!isFolder(facts)) check(-errnos.ENOTDIR, "mkdir", path);
      return;
    }
    this.makeFolders(parentOf(path), made);
    this.makeFolder(path, made);
  }

  /** @throws SyscallError EEXIST */
  makeFolder(path: ByteString, { mode, owner }: MadeFolder): void {
    check(makeFolder(...this.place(path)), "mkdir", path);
    this.withFolder(path, (fd) => {
      check(ownFd(fd, owner?.uid ?? 0, owner?.gid ?? 0), "chown", path);
      check(modeFd(fd, mode), "chmod", path);
    });
  }

  /** Something that may have been a folder is gone. */
  forget(): void {
    this.#open.forgetAll();
    this.#givesOn.clear();
  }

  #find(path: ByteString): number {
    if (path === "/") return this.#root;
    return this.#open.find(path, () => {
      const root = this.#isInNew(path) ? (this.#layer ?? this.#root) : this.#root;
      return openIn(root, path, openFlags.path | openFlags.directory, straight);
    });
  }

  #isInNew(folder: ByteString): boolean {
    const top = this.#new;
    return top !== undefined && (folder === top || folder.startsWith(`${top}/`));
  }

  [Symbol.dispose](): void {
    this.#open[Symbol.dispose]();
  }
}

function absent(errno: number, path: ByteString): undefined {
  if (errno !== -errnos.ENOENT) check(errno, "lstat", path);
}
