import type { ByteString } from "#formats/tar/entry.ts";
import { check, closeFd, errnos, factsAt, openAt, openFlags, readNames, renameAt, unlink } from "./calls.ts";

/** What a tree takes. */
export interface TreeUsage {
  readonly sizeBytes: number;
  readonly inodes: number;
}

const folderFlags = openFlags.readOnly | openFlags.directory | openFlags.noFollow;
/** Deeper folders are moved up before they are emptied, so that depth costs no descriptors. */
const maxDepth = 200;
const typeMask = 0o170000;
const folderType = 0o040000;

export interface RemovalOptions {
  /**
   * Fails with EBUSY at a name on which something is mounted where the folder's descriptor leads. (The kernel asks only for
   * mounts of the caller's own namespace, and takes those of others away.)
   */
  readonly keepMountPoints?: boolean;
}

/** Removes `name` and all below it, following nothing. */
export function removeTree(folder: number, name: ByteString, options: RemovalOptions = {}): void {
  new TreeRemoval(folder, options).remove(folder, name, 0);
}

class TreeRemoval {
  readonly #top: number;
  readonly #keepMountPoints: boolean;
  #moved = 0;

  constructor(top: number, { keepMountPoints = false }: RemovalOptions) {
    this.#top = top;
    this.#keepMountPoints = keepMountPoints;
  }

  remove(folder: number, name: ByteString, depth: number): void {
    if (this.#keepMountPoints) refuseMountPoint(folder, name);
    const result = unlink(folder, name, { folder: false });
    if (result === 0 || result === -errnos.ENOENT) return;
    if (result !== -errnos.EISDIR && result !== -errnos.EPERM) check(result, "unlinkat", name);
    if (depth > maxDepth) {
      const place = `.deep-${process.pid}-${this.#moved++}`;
      check(renameAt([folder, name], [this.#top, place]), "renameat", name);
      this.remove(this.#top, place, 0);
      return;
    }
    this.#empty(folder, name, depth);
    check(unlink(folder, name, { folder: true }), "unlinkat", name);
  }

  #empty(folder: number, name: ByteString, depth: number): void {
    const fd = check(openAt(folder, name, folderFlags), "openat", name);
    try {
      for (let names = namesOf(fd, name); names.length > 0; names = namesOf(fd, name)) {
        for (const child of names) this.remove(fd, child, depth + 1);
      }
    } finally {
      closeFd(fd);
    }
  }
}

function refuseMountPoint(folder: number, name: ByteString): void {
  const facts = factsAt(folder, name);
  if (typeof facts !== "number" && facts.isMountRoot) check(-errnos.EBUSY, "unlinkat", name);
}

function namesOf(fd: number, path: ByteString): ByteString[] {
  const names = readNames(fd);
  if (typeof names === "number") check(names, "getdents64", path);
  return names as ByteString[];
}

/** Empties the folder at `path`. */
export function emptyFolder(path: ByteString): void {
  const fd = check(openAt(-100, path, folderFlags), "openat", path);
  try {
    for (let names = namesOf(fd, path); names.length > 0; names = namesOf(fd, path)) {
      for (const name of names) removeTree(fd, name);
    }
  } finally {
    closeFd(fd);
  }
}

/** Bytes of all that is no directory, each inode once, as Docker counts a container's size; none of a path that is gone. */
export function usageOf(path: ByteString): TreeUsage {
  const seen = new Set<bigint>();
  let sizeBytes = 0;
  let inodes = 0;
  const visit = (fd: number): void => {
    for (let names = namesOf(fd, path); names.length > 0; names = namesOf(fd, path)) {
      for (const name of names) {
        const facts = factsAt(fd, name);
        if (typeof facts === "number") continue;
        const isFolder = (facts.mode & typeMask) === folderType;
        if (!isFolder && facts.links > 1 && seen.has(facts.inode)) continue;
        inodes++;
        if (!isFolder) {
          if (facts.links > 1) seen.add(facts.inode);
          sizeBytes += facts.sizeBytes;
          continue;
        }
        const child = openAt(fd, name, folderFlags);
        if (child < 0) continue;
        try {
          visit(child);
        } finally {
          closeFd(child);
        }
      }
    }
  };
  const top = openAt(-100, path, folderFlags);
  if (top === -errnos.ENOENT) return { sizeBytes, inodes };
  check(top, "openat", path);
  try {
    visit(top);
  } finally {
    closeFd(top);
  }
  return { sizeBytes, inodes };
}
