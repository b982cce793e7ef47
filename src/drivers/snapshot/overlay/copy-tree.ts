import type { ByteString } from "#formats/tar/entry.ts";
import {
  check,
  closeFd,
  type FileFacts,
  factsAt,
  makeFolder,
  makeLink,
  makeNode,
  makeSymlink,
  openAt,
  openFlags,
  openIn,
  readNames,
  resolveFlags,
  syncFileSystemOf,
} from "#sys/files/calls.ts";
import { ContentCopier } from "#sys/files/copy-content.ts";
import {
  copyAttributes,
  modeInode,
  ownInode,
  readLinkFd,
  reopenForReading,
  timeInode,
} from "#sys/files/descriptor-calls.ts";

const types = { mask: 0o170000, folder: 0o040000, file: 0o100000, link: 0o120000 } as const;
const folderFlags = openFlags.readOnly | openFlags.directory | openFlags.noFollow;
const inodeFlags = openFlags.path | openFlags.noFollow;
const newFile = openFlags.writeOnly | openFlags.create | openFlags.exclusive | openFlags.noFollow;
/** Where a second name of a copied file finds the first: nothing on the way may be a symlink. */
const straight = resolveFlags.noMagicLinks | resolveFlags.noSymlinks;

/**
 * Copies what an open directory holds, and its own attributes, into the empty directory at `path`, then syncs.
 * Others may write to both meanwhile: every step goes from a descriptor to one name, and follows nothing.
 * @returns false where the target is not empty
 */
export function copyInto(from: number, path: ByteString): boolean {
  const target = check(openAt(-100, path, folderFlags), "openat", path);
  try {
    if (!isEmpty(target, path)) return false;
    const source = reopenForReading(from);
    try {
      new TreeCopy(target).folder(source, target, "");
    } finally {
      closeFd(source);
    }
    check(syncFileSystemOf(target), "syncfs", path);
    return true;
  } finally {
    closeFd(target);
  }
}

function isEmpty(fd: number, path: ByteString): boolean {
  const names = readNames(fd);
  if (typeof names === "number") check(names, "getdents64", path);
  return (names as ByteString[]).length === 0;
}

/** An entry of a folder that is copied; `path` is from the top. */
interface Entry {
  readonly name: ByteString;
  readonly path: ByteString;
  readonly source: number;
  readonly target: number;
}

class TreeCopy {
  readonly #root: number;
  /** Paths of copied files that have more names, by inode. */
  readonly #linked = new Map<bigint, ByteString>();

  constructor(root: number) {
    this.#root = root;
  }

  folder(source: number, target: number, path: ByteString): void {
    for (;;) {
      const names = readNames(source);
      if (typeof names === "number") check(names, "getdents64", path);
      const list = names as ByteString[];
      if (list.length === 0) break;
      for (const name of list) this.#entry({ name, path: path === "" ? name : `${path}/${name}`, source, target });
    }
    copyFacts(source, target, factsOf(source, path));
  }

  #entry(entry: Entry): void {
    const inode = check(openAt(entry.source, entry.name, inodeFlags), "openat", entry.path);
    try {
      const facts = factsOf(inode, entry.path);
      const type = facts.mode & types.mask;
      if (type === types.folder) this.#subfolder(entry);
      else if (facts.links > 1 && this.#linkTo(facts.inode, entry)) return;
      else this.#leaf(entry, { inode, facts, type });
    } finally {
      closeFd(inode);
    }
  }

  #subfolder(entry: Entry): void {
    check(makeFolder(entry.target, entry.name), "mkdirat", entry.path);
    const source = check(openAt(entry.source, entry.name, folderFlags), "openat", entry.path);
    try {
      const target = check(openAt(entry.target, entry.name, folderFlags), "openat", entry.path);
      try {
        this.folder(source, target, entry.path);
      } finally {
        closeFd(target);
      }
    } finally {
      closeFd(source);
    }
  }

  #linkTo(inode: bigint, entry: Entry): boolean {
    const first = this.#linked.get(inode);
    if (first === undefined) {
      this.#linked.set(inode, entry.path);
      return false;
    }
    const slash = first.lastIndexOf("/");
    const above = slash < 0 ? "" : first.slice(0, slash);
    const folder = check(openIn(this.#root, above, openFlags.path | openFlags.directory, straight), "openat2", above);
    try {
      check(makeLink([folder, first.slice(slash + 1)], [entry.target, entry.name]), "linkat", entry.path);
    } finally {
      closeFd(folder);
    }
    return true;
  }

  #leaf(
    entry: Entry,
    { inode, facts, type }: { readonly inode: number; readonly facts: FileFacts; readonly type: number },
  ): void {
    const made = type === types.file ? copyFile(entry, inode, facts) : makeOther(entry, { inode, facts, type });
    try {
      copyFacts(inode, made, facts);
    } finally {
      closeFd(made);
    }
  }
}

function copyFile(entry: Entry, inode: number, facts: FileFacts): number {
  const target = check(openAt(entry.target, entry.name, newFile), "openat", entry.path);
  try {
    const source = reopenForReading(inode);
    try {
      new ContentCopier().copy(source, target, facts);
    } finally {
      closeFd(source);
    }
    return target;
  } catch (error) {
    closeFd(target);
    throw error;
  }
}

/** A symlink, FIFO, socket or device; never opened for more than its inode. */
function makeOther(
  { target, name, path }: Entry,
  { inode, facts, type }: { readonly inode: number; readonly facts: FileFacts; readonly type: number },
): number {
  const made =
    type === types.link
      ? makeSymlink(target, name, readLinkFd(inode))
      : makeNode(target, name, type | 0o600, facts.device);
  check(made, "mknodat", path);
  return check(openAt(target, name, inodeFlags), "openat", path);
}

/** Owner before mode: chown(2) takes setuid bits and capabilities away. */
function copyFacts(from: number, to: number, facts: FileFacts): void {
  ownInode(to, facts.uid, facts.gid);
  const isLink = (facts.mode & types.mask) === types.link;
  if (!isLink) modeInode(to, facts.mode & 0o7777);
  copyAttributes(from, to);
  if (!isLink) timeInode(to, facts.mtime);
}

function factsOf(fd: number, path: ByteString): FileFacts {
  const facts = factsAt(fd, "");
  if (typeof facts === "number") check(facts, "statx", path);
  return facts as FileFacts;
}
