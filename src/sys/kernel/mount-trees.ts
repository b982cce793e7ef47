import { dirname } from "node:path";
import { addressOf, cString, isErrno, kernelMemory, syscall } from "../libc.ts";
import { mkdirAllIn, openPathIn, statIn, writeFileIn } from "../rooted-files.ts";
import type { Fd } from "./contract.ts";

const currentDirectory = -100;
/** include/uapi/linux/mount.h, fcntl.h */
const flags = {
  recursive: 0x4000,
  private: 0x40000,
  readonly: 1,
  detach: 2,
  cloneTree: 1,
  closeOnExec: 0o2000000,
  emptyPath: 0x1000,
  wholeTree: 0x8000,
  fromDescriptor: 0x04,
  toDescriptor: 0x40,
} as const;

/** No mount of this thread's namespace is shared with another one any more. */
export function makeAllPrivate(): void {
  syscall("mount", "/", 0, addressOf(cString("/")), 0, flags.recursive | flags.private, 0);
}

/** A detached copy of the mounts from `fd` on, with those below it. `fd` must lie in this thread's namespace. */
export function cloneTree(fd: Fd, subject: string): Fd {
  const how = flags.cloneTree | flags.closeOnExec | flags.emptyPath | flags.wholeTree;
  return syscall("open_tree", subject, fd, addressOf(cString("")), how);
}

/** Takes a detached tree out of all propagation: nothing that is mounted on it is to show elsewhere. */
export function setTree(fd: Fd, { readonly }: { readonly readonly: boolean }): void {
  const attributes = kernelMemory(32);
  attributes.writeBigUInt64LE(BigInt(readonly ? flags.readonly : 0), 0);
  attributes.writeBigUInt64LE(BigInt(flags.private), 16);
  const how = flags.emptyPath | flags.wholeTree;
  syscall("mount_setattr", "tree", fd, addressOf(cString("")), how, addressOf(attributes), 32);
}

/** Mounts a detached tree at a path, or at what is open. */
export function attach(tree: Fd, to: { readonly path: string } | { readonly fd: Fd }): void {
  const byPath = "path" in to;
  const [from, target] = [cString(""), cString(byPath ? to.path : "")];
  const folder = byPath ? currentDirectory : to.fd;
  const how = flags.fromDescriptor | (byPath ? 0 : flags.toDescriptor);
  syscall("move_mount", byPath ? to.path : "", tree, addressOf(from), folder, addressOf(target), how);
}

/** Unmounts the mount whose root is open. */
export function unmountAt(root: Fd): void {
  const path = cString(`/proc/self/fd/${root}`);
  syscall("umount2", "tree", addressOf(path), flags.detach);
}

/** Makes the attached tree the namespace's root and lets go of all the rest (pivot_root(2), "pivot_root(".", ".")"). */
export function makeRoot(root: Fd): void {
  const here = cString(".");
  syscall("fchdir", "/", root);
  syscall("pivot_root", "/", addressOf(here), addressOf(here));
  syscall("umount2", "/", addressOf(here), flags.detach);
}

/** What lies at `path` below `root`; made, as a folder or an empty file, where nothing does. The caller closes it. */
export function mountPoint(root: Fd, path: string, { folder }: { readonly folder: boolean }): Fd {
  try {
    return openPathIn(root, path);
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw error;
  }
  const owner = { uid: 0, gid: 0, mode: 0o755 };
  if (folder) mkdirAllIn(root, path, owner);
  else {
    mkdirAllIn(root, dirname(path), owner);
    writeFileIn(root, path, { ...owner, bytes: new Uint8Array() });
  }
  return openPathIn(root, path);
}

/** Whether `path` below `tree` is a folder; `.` is the tree itself, which may be a file. */
export function isFolder(tree: Fd, path: string): boolean {
  return statIn(tree, path)?.type === "directory";
}
