import { hostileEntry } from "#core/snapshot/errors.ts";
import { type ByteString, byteStringText, type TarEntry } from "#formats/tar/entry.ts";
import {
  check,
  closeFd,
  errnos,
  factsAt,
  makeFolder,
  makeLink,
  makeNode,
  makeSymlink,
  openAt,
  openFlags,
  timeAt,
  truncateFd,
  writeAll,
  xattrFd,
} from "#sys/files/calls.ts";
import { givesGroup, type Made, madeOf } from "#sys/files/made-file.ts";
import { removeTree } from "#sys/files/walk.ts";
import { deviceNumber, setByFd, setByName } from "./attributes.ts";
import { type EntryPath, entryPath, whiteoutOf } from "./entry-path.ts";
import { LayerFolders } from "./folders.ts";
import type { UnpackResult } from "./protocol.ts";

const typeMask = 0o170000;
const modeTypes = { folder: 0o040000, character: 0o020000, block: 0o060000, fifo: 0o010000 } as const;
const newFile = openFlags.writeOnly | openFlags.create | openFlags.exclusive | openFlags.noFollow;
const folderOnly = openFlags.readOnly | openFlags.directory | openFlags.noFollow;
const blockBytes = 4096;
const opaqueXattr = "trusted.overlay.opaque";
const opaqueValue = Buffer.from("y");

/** A file that is being written. */
interface OpenFile {
  readonly fd: number;
  readonly entry: TarEntry;
  readonly made: Made | undefined;
  packedBytes: number;
}

interface FolderTime {
  readonly path: EntryPath;
  readonly seconds: number;
  readonly nanoseconds: number;
  /** What is made in it belongs to whoever makes it. */
  readonly plain: boolean;
}

/**
 * Writes the entries of one layer as overlayfs wants its trees (kernel doc filesystems/overlayfs.rst): a removed file is a
 * character device 0:0, an opaque folder has `trusted.overlay.opaque`. Never follows a symlink out of the layer.
 */
export class LayerWriter implements Disposable {
  readonly #folders: LayerFolders;
  #file: OpenFile | undefined;
  /** As `du` counts, with blocks of 4 KiB: the root folder first. */
  #sizeBytes = blockBytes;
  #inodes = 1;
  readonly #folderTimes = new Map<ByteString, FolderTime>();
  /** What the layer says to be gone, until an entry of that name comes after all. */
  readonly #whiteouts = new Set<ByteString>();

  constructor(target: ByteString) {
    this.#folders = new LayerFolders(target);
  }

  /** Begins an entry; its data follow. */
  begin(entry: TarEntry): void {
    const path = entryPath(entry.name);
    const whiteout = whiteoutOf(path);
    if (whiteout.kind === "ignored") return;
    if (path.base === "") {
      if (entry.type !== "directory") throw hostileEntry(byteStringText(entry.name), "is the root, and no directory");
      this.#setFolder(this.#folders.root, path, entry);
      return;
    }
    const parent = this.#folders.open(path.parent, { make: true });
    if (whiteout.kind === "opaque") this.#makeOpaque(parent, path.parent);
    else if (whiteout.kind === "file") this.#writeWhiteout(parent, path.parent, whiteout.name);
    else this.#writeEntry(parent, path, entry);
  }

  /** A piece of the data of the entry begun last. */
  data(bytes: Uint8Array, offset: number): void {
    const file = this.#file;
    if (file === undefined) return;
    file.packedBytes += bytes.length;
    const sparse = file.entry.segments !== undefined;
    check(writeAll(file.fd, bytes, sparse ? offset : undefined), "write", file.entry.name);
  }

  /** Ends the entry begun last. */
  end(): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    try {
      if (file.entry.segments !== undefined) {
        check(truncateFd(file.fd, file.entry.sizeBytes), "ftruncate", file.entry.name);
      }
      setByFd(file.fd, file.entry, file.made);
    } finally {
      closeFd(file.fd);
    }
    this.#sizeBytes += Math.ceil(file.packedBytes / blockBytes) * blockBytes;
  }

  /** Sets the times of folders, which writing into them has changed. */
  finish(): UnpackResult {
    for (const [whole, { path, ...time }] of [...this.#folderTimes].reverse()) {
      if (whole === "") check(timeAt(this.#folders.root, ".", time), "utimensat", whole);
      else check(timeAt(this.#folders.open(path.parent, { make: false }), path.base, time), "utimensat", whole);
    }
    const implied = [...this.#folders.implied].sort();
    const extra = implied.filter((path) => path !== "").length;
    return { sizeBytes: this.#sizeBytes + extra * blockBytes, inodes: this.#inodes + extra, implied };
  }

  [Symbol.dispose](): void {
    if (this.#file !== undefined) closeFd(this.#file.fd);
    this.#file = undefined;
    this.#folders[Symbol.dispose]();
  }

  #writeEntry(parent: number, path: EntryPath, entry: TarEntry): void {
    const whole = wholePath(path);
    const hides = this.#whiteouts.delete(whole);
    this.#inodes++;
    if (entry.type === "directory") {
      this.#writeFolder(parent, path, { entry, hides });
      return;
    }
    this.#makeOther(parent, path, entry);
    this.#folderTimes.delete(whole);
    this.#folders.implied.delete(whole);
  }

  #writeFolder(parent: number, path: EntryPath, what: { readonly entry: TarEntry; readonly hides: boolean }): void {
    const result = makeFolder(parent, path.base);
    let folder = parent;
    let fd = -1;
    if (result === -errnos.EEXIST) {
      fd = openAt(parent, path.base, folderOnly);
      if (fd < 0) {
        folder = this.#remove(parent, path);
        check(makeFolder(folder, path.base), "mkdirat", wholePath(path));
      }
    } else check(result, "mkdirat", wholePath(path));
    if (fd < 0) fd = check(openAt(folder, path.base, folderOnly), "openat", wholePath(path));
    this.#sizeBytes += blockBytes;
    try {
      this.#setFolder(fd, path, what.entry);
      if (what.hides) check(xattrFd(fd, opaqueXattr, opaqueValue), "fsetxattr", wholePath(path));
    } finally {
      closeFd(fd);
    }
  }

  #setFolder(fd: number, path: EntryPath, entry: TarEntry): void {
    const whole = wholePath(path);
    const own = path.base === "" ? check(openAt(fd, ".", folderOnly), "openat", ".") : fd;
    try {
      setByFd(own, entry);
    } finally {
      if (own !== fd) closeFd(own);
    }
    this.#folders.implied.delete(whole);
    this.#folderTimes.delete(whole);
    const time = { seconds: entry.mtimeSeconds, nanoseconds: entry.mtimeNanoseconds };
    this.#folderTimes.set(whole, { path, ...time, plain: !givesGroup(entry) });
  }

  #makeOther(parent: number, path: EntryPath, entry: TarEntry): void {
    let folder = parent;
    let result = this.#tryMake(folder, path, entry);
    if (result === -errnos.EEXIST) {
      folder = this.#remove(parent, path);
      result = this.#tryMake(folder, path, entry);
    }
    const call = entry.type === "hard-link" ? "link" : entry.type === "symlink" ? "symlink" : "open";
    check(result, call, wholePath(path));
    if (entry.type === "file") {
      const made = this.#folderTimes.get(path.parent)?.plain ? madeOf(entry) : undefined;
      this.#file = { fd: result, entry, made, packedBytes: 0 };
    } else if (entry.type !== "hard-link") setByName(folder, path.base, entry);
  }

  #tryMake(parent: number, path: EntryPath, entry: TarEntry): number {
    switch (entry.type) {
      case "file":
        return openAt(parent, path.base, newFile, entry.mode & 0o777);
      case "symlink":
        return makeSymlink(parent, path.base, entry.linkName);
      case "hard-link":
        return this.#link(parent, path, entry);
      case "fifo":
        return makeNode(parent, path.base, modeTypes.fifo | entry.mode, 0);
      case "character-device":
        return makeNode(parent, path.base, modeTypes.character | entry.mode, deviceNumber(entry));
      case "block-device":
        return makeNode(parent, path.base, modeTypes.block | entry.mode, deviceNumber(entry));
      case "directory":
        throw new TypeError("a directory is made elsewhere");
    }
  }

  #link(parent: number, path: EntryPath, entry: TarEntry): number {
    const target = entryPath(entry.linkName);
    if (target.base === "" || whiteoutOf(target).kind !== "none") {
      throw hostileEntry(byteStringText(entry.name), `is a link to ${JSON.stringify(byteStringText(entry.linkName))}`);
    }
    if (wholePath(target) === wholePath(path)) {
      throw hostileEntry(byteStringText(entry.name), "is a link to itself");
    }
    const folder = this.#folders.find(target.parent);
    const result = folder < 0 ? folder : makeLink([folder, target.base], [parent, path.base]);
    if (result === -errnos.ENOENT || result === -errnos.ENOTDIR) {
      const missing = JSON.stringify(byteStringText(entry.linkName));
      throw hostileEntry(byteStringText(entry.name), `is a link to ${missing}, which is not in the layer`);
    }
    return result;
  }

  /** Removes what an entry replaces. Open folders may have led through it: gives the parent's new descriptor. */
  #remove(parent: number, path: EntryPath): number {
    removeTree(parent, path.base);
    this.#folders.forgetAll();
    const whole = wholePath(path);
    for (const known of this.#folderTimes.keys()) if (isWithin(known, whole)) this.#folderTimes.delete(known);
    for (const known of this.#folders.implied) if (isWithin(known, whole)) this.#folders.implied.delete(known);
    return this.#folders.open(path.parent, { make: false });
  }

  /** Something of that name which the layer itself has made stays: whiteouts speak of the layers below. */
  #writeWhiteout(parent: number, parentPath: ByteString, name: ByteString): void {
    const whole = wholePath({ parent: parentPath, base: name });
    const facts = factsAt(parent, name);
    if (typeof facts !== "number") {
      if ((facts.mode & typeMask) === modeTypes.folder) {
        const fd = check(openAt(parent, name, folderOnly), "openat", whole);
        const result = xattrFd(fd, opaqueXattr, opaqueValue);
        closeFd(fd);
        check(result, "fsetxattr", whole);
      }
      return;
    }
    check(makeNode(parent, name, modeTypes.character, 0), "mknod", whole);
    this.#whiteouts.add(whole);
    this.#inodes++;
  }

  #makeOpaque(parent: number, path: ByteString): void {
    const fd = check(openAt(parent, ".", folderOnly), "openat", path);
    const result = xattrFd(fd, opaqueXattr, opaqueValue);
    closeFd(fd);
    check(result, "fsetxattr", path);
  }
}

function wholePath(path: EntryPath): ByteString {
  return path.parent === "" ? path.base : `${path.parent}/${path.base}`;
}

function isWithin(path: ByteString, folder: ByteString): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
