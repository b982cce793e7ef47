import { type ByteString, byteStringText } from "#formats/tar/entry.ts";
import { readInt64, writeInt64 } from "../int64.ts";
import { addressOf, callNumber, kernelMemory, rawSyscall, SyscallError } from "../libc.ts";

/**
 * System calls on byte-string paths for one thread: paths go through two buffers that are reused, so no call may be
 * made in between. All follow the kernel's manual pages; a negative result is an errno.
 */

export const openFlags = {
  readOnly: 0,
  writeOnly: 0o1,
  create: 0o100,
  exclusive: 0o200,
  nonBlock: 0o4000,
  directory: process.arch === "arm64" ? 0o40000 : 0o200000,
  noFollow: process.arch === "arm64" ? 0o100000 : 0o400000,
  closeOnExec: 0o2000000,
  path: 0o10000000,
} as const;

export const resolveFlags = { noMagicLinks: 0x02, noSymlinks: 0x04, inRoot: 0x10 } as const;

export const fileTypes = {
  mask: 0o170000,
  socket: 0o140000,
  link: 0o120000,
  file: 0o100000,
  block: 0o060000,
  folder: 0o040000,
  character: 0o020000,
  fifo: 0o010000,
} as const;

export const errnos = {
  ENOENT: 2,
  EBUSY: 16,
  EAGAIN: 11,
  EEXIST: 17,
  ENOTDIR: 20,
  EISDIR: 21,
  ENAMETOOLONG: 36,
  ENOTEMPTY: 39,
  ELOOP: 40,
  EPERM: 1,
  EOPNOTSUPP: 95,
} as const;

const pathLimit = 4096;
const pathMemory = [kernelMemory(pathLimit), kernelMemory(pathLimit)] as const;
const pathAddress = [addressOf(pathMemory[0]), addressOf(pathMemory[1])] as const;
const howMemory = kernelMemory(24);
const howAddress = addressOf(howMemory);
const timeMemory = kernelMemory(32);
const timeAddress = addressOf(timeMemory);
const statMemory = kernelMemory(256);
const statAddress = addressOf(statMemory);
const direntMemory = kernelMemory(32 * 1024);
const direntAddress = addressOf(direntMemory);

const atEmptyPath = 0x1000;
const atSymlinkNoFollow = 0x100;
const atRemoveDir = 0x200;

/** The address of `path` as a C string, valid until the next call with the same slot. */
function cPath(path: ByteString, slot: 0 | 1 = 0): number {
  if (path.length >= pathLimit) throw new SyscallError("open", 36, byteStringText(path.slice(0, 100)));
  const memory = pathMemory[slot];
  memory.write(path, 0, "latin1");
  memory[path.length] = 0;
  return pathAddress[slot];
}

/** Throws for a negative result. */
export function check(result: number, call: string, path: ByteString): number {
  if (result < 0) throw new SyscallError(call, -result, byteStringText(path));
  return result;
}

const nr = {
  openat: callNumber("openat"),
  openat2: callNumber("openat2"),
  close: callNumber("close"),
  write: callNumber("write"),
  pwrite: process.arch === "arm64" ? 68 : 18,
  ftruncate: process.arch === "arm64" ? 46 : 77,
  mkdirat: callNumber("mkdirat"),
  mknodat: callNumber("mknodat"),
  symlinkat: callNumber("symlinkat"),
  linkat: callNumber("linkat"),
  unlinkat: callNumber("unlinkat"),
  renameat: callNumber("renameat"),
  fchown: callNumber("fchown"),
  fchmod: callNumber("fchmod"),
  fchownat: callNumber("fchownat"),
  fchmodat: callNumber("fchmodat"),
  utimensat: callNumber("utimensat"),
  fsetxattr: callNumber("fsetxattr"),
  lsetxattr: callNumber("lsetxattr"),
  lgetxattr: callNumber("lgetxattr"),
  statx: callNumber("statx"),
  getdents64: callNumber("getdents64"),
  syncfs: callNumber("syncfs"),
};

export function openAt(folder: number, name: ByteString, flags: number, mode = 0o600): number {
  return rawSyscall(nr.openat, folder, cPath(name), flags | openFlags.closeOnExec, mode);
}

/** openat2(2): `resolve` says how far the path may lead. Tries again when a rename elsewhere came in the way of a `..`. */
export function openIn(root: number, path: ByteString, flags: number, resolve: number): number {
  howMemory.writeBigUInt64LE(BigInt(flags | openFlags.closeOnExec), 0);
  howMemory.writeBigUInt64LE(0n, 8);
  howMemory.writeBigUInt64LE(BigInt(resolve), 16);
  const name = cPath(path === "" ? "." : path);
  let result: number = -errnos.EAGAIN;
  for (let attempt = 1; result === -errnos.EAGAIN && attempt <= 100; attempt++)
    result = rawSyscall(nr.openat2, root, name, howAddress, 24);
  return result;
}

export function closeFd(fd: number): void {
  rawSyscall(nr.close, fd);
}

/** Writes all of `bytes`; at `offset` where given. */
export function writeAll(fd: number, bytes: Uint8Array, offset?: number): number {
  const memory = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < memory.length; ) {
    const address = addressOf(memory) + at;
    const count = memory.length - at;
    const result =
      offset === undefined
        ? rawSyscall(nr.write, fd, address, count)
        : rawSyscall(nr.pwrite, fd, address, count, offset + at);
    if (result < 0) return result;
    at += result;
  }
  return 0;
}

export function truncateFd(fd: number, sizeBytes: number): number {
  return rawSyscall(nr.ftruncate, fd, sizeBytes);
}

export function makeFolder(folder: number, name: ByteString): number {
  return rawSyscall(nr.mkdirat, folder, cPath(name), 0o755);
}

export function makeNode(folder: number, name: ByteString, mode: number, device: number): number {
  return rawSyscall(nr.mknodat, folder, cPath(name), mode, device);
}

export function makeSymlink(folder: number, name: ByteString, target: ByteString): number {
  return rawSyscall(nr.symlinkat, cPath(target, 1), folder, cPath(name));
}

/** Never follows a symlink in the last part of `from`. */
export function makeLink(from: readonly [number, ByteString], to: readonly [number, ByteString]): number {
  return rawSyscall(nr.linkat, from[0], cPath(from[1]), to[0], cPath(to[1], 1), 0);
}

export function unlink(folder: number, name: ByteString, options: { readonly folder: boolean }): number {
  return rawSyscall(nr.unlinkat, folder, cPath(name), options.folder ? atRemoveDir : 0);
}

export function renameAt(from: readonly [number, ByteString], to: readonly [number, ByteString]): number {
  return rawSyscall(nr.renameat, from[0], cPath(from[1]), to[0], cPath(to[1], 1));
}

export function ownFd(fd: number, uid: number, gid: number): number {
  return rawSyscall(nr.fchown, fd, uid, gid);
}

export function modeFd(fd: number, mode: number): number {
  return rawSyscall(nr.fchmod, fd, mode);
}

/** Does not follow a symlink. */
export function ownAt(folder: number, name: ByteString, owner: readonly [uid: number, gid: number]): number {
  return rawSyscall(nr.fchownat, folder, cPath(name), owner[0], owner[1], atSymlinkNoFollow);
}

/** Follows symlinks: only for names that were just made as something else. */
export function modeAt(folder: number, name: ByteString, mode: number): number {
  return rawSyscall(nr.fchmodat, folder, cPath(name), mode);
}

export interface Time {
  readonly seconds: number;
  readonly nanoseconds: number;
}

function times(time: Time): number {
  for (const at of [0, 16]) {
    writeInt64(timeMemory, time.seconds, at);
    writeInt64(timeMemory, time.nanoseconds, at + 8);
  }
  return timeAddress;
}

export function timeFd(fd: number, time: Time): number {
  return rawSyscall(nr.utimensat, fd, 0, times(time), 0);
}

/** Does not follow a symlink. */
export function timeAt(folder: number, name: ByteString, time: Time): number {
  const address = times(time);
  return rawSyscall(nr.utimensat, folder, cPath(name), address, atSymlinkNoFollow);
}

export function xattrFd(fd: number, name: ByteString, value: Uint8Array): number {
  const memory = stable(value);
  return rawSyscall(nr.fsetxattr, fd, cPath(name), addressOf(memory), value.length, 0);
}

/** For what cannot be opened: the folder is named by its descriptor, the last part is not followed. */
export function xattrAt(place: readonly [number, ByteString], name: ByteString, value: Uint8Array): number {
  const memory = stable(value);
  const path = cPath(`/proc/self/fd/${place[0]}/${place[1]}`, 1);
  return rawSyscall(nr.lsetxattr, path, cPath(name), addressOf(memory), value.length, 0);
}

function stable(value: Uint8Array): Buffer {
  const memory = kernelMemory(value.length);
  memory.set(value);
  return memory;
}

/** Whether the open directory hides what lies below it. */
export function isOpaque(fd: number): boolean {
  const length = rawSyscall(
    nr.lgetxattr,
    cPath(`/proc/self/fd/${fd}/.`, 1),
    cPath("trusted.overlay.opaque"),
    statAddress,
    8,
  );
  return length === 1 && statMemory[0] === 0x79;
}

export interface FileFacts {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly links: number;
  readonly inode: bigint;
  readonly sizeBytes: number;
  readonly mtime: Time;
  /** Of a device: its number, as mknod(2) takes it. */
  readonly device: number;
  /** The number of the file system it is on. */
  readonly fileSystem: number;
  /** Whether something is mounted there. */
  readonly isMountRoot: boolean;
}

const mountRootAttribute = 0x2000;

/** statx(2) of `name`, not followed; of the descriptor itself for an empty name. A negative number is an errno. */
export function factsAt(folder: number, name: ByteString): FileFacts | number {
  const flags = name === "" ? atEmptyPath : atSymlinkNoFollow;
  const result = rawSyscall(nr.statx, folder, cPath(name), flags, 0x7ff, statAddress);
  if (result < 0) return result;
  return {
    mode: statMemory.readUInt16LE(28),
    uid: statMemory.readUInt32LE(20),
    gid: statMemory.readUInt32LE(24),
    links: statMemory.readUInt32LE(16),
    inode: statMemory.readBigUInt64LE(32),
    sizeBytes: readInt64(statMemory, 40),
    mtime: { seconds: readInt64(statMemory, 112), nanoseconds: statMemory.readUInt32LE(120) },
    device: deviceOf(statMemory.readUInt32LE(128), statMemory.readUInt32LE(132)),
    fileSystem: deviceOf(statMemory.readUInt32LE(136), statMemory.readUInt32LE(140)),
    isMountRoot: (statMemory.readUInt32LE(8) & mountRootAttribute) !== 0,
  };
}

function deviceOf(major: number, minor: number): number {
  return ((major << 8) | (minor & 0xff) | ((minor & 0xfff00) << 12)) >>> 0;
}

/** The next names of an open directory without `.` and `..`; empty at its end. */
export function readNames(fd: number): ByteString[] | number {
  for (;;) {
    const length = rawSyscall(nr.getdents64, fd, direntAddress, direntMemory.length);
    if (length <= 0) return length === 0 ? [] : length;
    const names: ByteString[] = [];
    for (let at = 0; at < length; at += direntMemory.readUInt16LE(at + 16)) {
      const end = direntMemory.indexOf(0, at + 19);
      const name = direntMemory.toString("latin1", at + 19, end);
      if (name !== "." && name !== "..") names.push(name);
    }
    if (names.length > 0) return names;
  }
}

export function syncFileSystemOf(fd: number): number {
  return rawSyscall(nr.syncfs, fd);
}
