import { EngineError } from "#base/errors.ts";
import { closeFd, writeAll } from "./fd.ts";
import { FdHandle } from "./fd-handle.ts";
import { addressOf, callNumber, cString, isErrno, kernelMemory, rawSyscall, SyscallError, syscall } from "./libc.ts";

/**
 * Files below a directory whose content is hostile (a container's root file system). Every path is resolved by the
 * kernel with the directory as its root (openat2(2), RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS): absolute symlinks and
 * `..` stay inside. FIFOs and devices are never opened. `root` is borrowed; it may be an O_PATH descriptor or a
 * detached mount. All calls are synchronous and short.
 */

const arm = process.arch === "arm64";
const flags = {
  read: 0,
  write: 0o1,
  create: 0o100,
  exclusive: 0o200,
  directory: arm ? 0o40000 : 0o200000,
  noFollow: arm ? 0o100000 : 0o400000,
  closeOnExec: 0o2000000,
  path: 0o10000000,
} as const;
const resolveInRoot = 0x10 | 0x02;
const currentDirectory = -100;
const emptyPath = 0x1000;
const removeDirectory = 0x200;

export type FileType = "file" | "directory" | "symlink" | "block" | "character" | "fifo" | "socket" | "unknown";

export interface FileStat {
  readonly type: FileType;
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly sizeBytes: number;
  readonly mtimeNs: bigint;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly type: FileType;
}

export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
}

/** Opens a directory of the host as a root for the functions below. The caller closes it. @throws SyscallError */
export function openRoot(directory: string): number {
  const path = cString(directory);
  return syscall(
    "openat",
    directory,
    currentDirectory,
    addressOf(path),
    flags.path | flags.directory | flags.closeOnExec,
  );
}

/**
 * The content of a regular file.
 * @throws SyscallError (`ENOENT`, `ENOTDIR`, `ELOOP`, …) · invalid-argument when it is no regular file or holds more than `maxBytes`
 */
export function readFileIn(root: number, path: string, options: { readonly maxBytes: number }): Buffer {
  using place = new FdHandle(openIn(root, path, flags.path));
  const stat = statFd(place.fd, path);
  if (stat.type !== "file") throw new EngineError("invalid-argument", `${path}: not a regular file`);
  if (stat.sizeBytes > options.maxBytes) throw tooLarge(path, options.maxBytes);
  using file = new FdHandle(reopen(place.fd, path));
  return readAll(file.fd, path, options.maxBytes);
}

/** At most `count` of a regular file's first bytes; undefined where there is none, or no regular file. @throws SyscallError */
export function readHeadIn(root: number, path: string, count: number): Buffer | undefined {
  try {
    using place = new FdHandle(openIn(root, path, flags.path));
    if (statFd(place.fd, path).type !== "file") return undefined;
    using file = new FdHandle(reopen(place.fd, path));
    const memory = kernelMemory(count);
    return memory.subarray(0, syscall("read", path, file.fd, addressOf(memory), count));
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}

/** At most `limitBytes` of a regular file, from `offset` on. @throws SyscallError · invalid-argument when it is no regular file */
export function readPartIn(
  root: number,
  path: string,
  { offset, limitBytes }: { readonly offset: number; readonly limitBytes: number },
): Buffer {
  using place = new FdHandle(openIn(root, path, flags.path));
  if (statFd(place.fd, path).type !== "file") throw new EngineError("invalid-argument", `${path}: not a regular file`);
  using file = new FdHandle(reopen(place.fd, path));
  const pieces: Buffer[] = [];
  for (let at = 0; at < limitBytes; ) {
    const piece = kernelMemory(Math.min(256 * 1024, limitBytes - at));
    const count = syscall("pread64", path, file.fd, addressOf(piece), piece.length, offset + at);
    if (count === 0) break;
    pieces.push(piece.subarray(0, count));
    at += count;
  }
  return Buffer.concat(pieces);
}

/** What `path` is; undefined when nothing is there. A symlink in the last place is followed unless `follow` is false. */
export function statIn(root: number, path: string, options: { readonly follow?: boolean } = {}): FileStat | undefined {
  try {
    using place = new FdHandle(openIn(root, path, flags.path | (options.follow === false ? flags.noFollow : 0)));
    return statFd(place.fd, path);
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}

/** Makes `path` and what is missing above it. What exists stays as it is. @throws SyscallError */
export function mkdirAllIn(root: number, path: string, options: FileOwner & { readonly mode: number }): void {
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  let current = new FdHandle(openIn(root, ".", flags.path | flags.directory));
  try {
    for (const [index, name] of names.entries()) {
      const next = new FdHandle(
        enter(root, { parent: current.fd, name, path: names.slice(0, index + 1).join("/") }, options),
      );
      current[Symbol.dispose]();
      current = next;
    }
  } finally {
    current[Symbol.dispose]();
  }
}

/**
 * Puts a regular file with this content at `path`, in one step (temporary file and rename; not synced): what was there
 * is replaced, a symlink too. The folder must exist. @throws SyscallError
 */
export function writeFileIn(
  root: number,
  path: string,
  options: FileOwner & { readonly bytes: Uint8Array; readonly mode: number },
): void {
  const slash = path.lastIndexOf("/");
  const name = path.slice(slash + 1);
  if (name === "" || name === "." || name === "..")
    throw new EngineError("invalid-argument", `${path}: not a file name`);
  using folder = new FdHandle(
    openIn(root, slash < 0 ? "." : path.slice(0, slash) || "/", flags.path | flags.directory),
  );
  const temporary = cString(`.gantry-${crypto.randomUUID()}`);
  const made = flags.write | flags.create | flags.exclusive | flags.noFollow | flags.closeOnExec;
  using file = new FdHandle(syscall("openat", path, folder.fd, addressOf(temporary), made, 0o600));
  try {
    writeAll(file.fd, options.bytes);
    syscall("fchown", path, file.fd, options.uid, options.gid);
    syscall("fchmod", path, file.fd, options.mode);
    syscall("renameat", path, folder.fd, addressOf(temporary), folder.fd, addressOf(cString(name)));
  } catch (error) {
    rawSyscall(callNumber("unlinkat"), folder.fd, addressOf(temporary), 0);
    throw error;
  }
}

/** Removes a file or an empty directory; no error when nothing is there. @throws SyscallError */
export function removeIn(root: number, path: string): void {
  const slash = path.lastIndexOf("/");
  const stat = statIn(root, path, { follow: false });
  if (stat === undefined) return;
  using folder = new FdHandle(
    openIn(root, slash < 0 ? "." : path.slice(0, slash) || "/", flags.path | flags.directory),
  );
  const name = cString(path.slice(slash + 1));
  syscall("unlinkat", path, folder.fd, addressOf(name), stat.type === "directory" ? removeDirectory : 0);
}

/**
 * The names in a directory, in the kernel's order, without `.` and `..`.
 * @throws SyscallError · invalid-argument when there are more than `maxEntries`
 */
export function listIn(root: number, path: string, options: { readonly maxEntries: number }): DirectoryEntry[] {
  using folder = new FdHandle(openIn(root, path, flags.read | flags.directory));
  const memory = kernelMemory(32 * 1024);
  const entries: DirectoryEntry[] = [];
  for (;;) {
    const length = syscall("getdents64", path, folder.fd, addressOf(memory), memory.length);
    if (length === 0) return entries;
    for (let at = 0; at < length; at += memory.readUInt16LE(at + 16)) {
      const name = memory.toString("utf8", at + 19, memory.indexOf(0, at + 19));
      if (name !== "." && name !== "..")
        entries.push({ name, type: modeTypes[memory.readUInt8(at + 18)] ?? "unknown" });
    }
    if (entries.length > options.maxEntries)
      throw new EngineError("invalid-argument", `${path}: more than ${options.maxEntries} entries`);
  }
}

/** Opens `path` below `root`, with O_PATH unless `how` says more. The caller closes it. @throws SyscallError */
export function openPathIn(root: number, path: string, options: { readonly directory?: boolean } = {}): number {
  return openIn(root, path, flags.path | (options.directory === true ? flags.directory : 0));
}

function openIn(root: number, path: string, openFlags: number): number {
  const how = kernelMemory(24);
  how.writeBigUInt64LE(BigInt(openFlags | flags.closeOnExec), 0);
  how.writeBigUInt64LE(BigInt(resolveInRoot), 16);
  const name = cString(path === "" ? "." : path);
  for (let attempt = 1; ; attempt++) {
    try {
      return syscall("openat2", path, root, addressOf(name), addressOf(how), 24);
    } catch (error) {
      // A `..` while anything on the machine is renamed or mounted: openat2(2) says to try again.
      if (!isErrno(error, "EAGAIN") || attempt === 100) throw error;
    }
  }
}

/** The same inode as an O_PATH descriptor, opened for reading: no path is resolved again. */
function reopen(fd: number, path: string): number {
  const name = cString(`/proc/self/fd/${fd}`);
  return syscall("openat", path, currentDirectory, addressOf(name), flags.read | flags.closeOnExec);
}

interface Step {
  readonly parent: number;
  readonly name: string;
  /** From the root. */
  readonly path: string;
}

function enter(root: number, step: Step, options: FileOwner & { readonly mode: number }): number {
  try {
    return openIn(root, step.path, flags.path | flags.directory);
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw error;
  }
  const name = cString(step.name);
  const made = rawSyscall(callNumber("mkdirat"), step.parent, addressOf(name), 0o700);
  if (made < 0) throw new SyscallError("mkdir", -made, step.path);
  const directory = openIn(step.parent, step.name, flags.read | flags.directory | flags.noFollow);
  try {
    syscall("fchown", step.path, directory, options.uid, options.gid);
    syscall("fchmod", step.path, directory, options.mode);
    return directory;
  } catch (error) {
    closeFd(directory);
    throw error;
  }
}

function readAll(fd: number, path: string, maxBytes: number): Buffer {
  const pieces: Buffer[] = [];
  let total = 0;
  for (;;) {
    const piece = kernelMemory(16 * 1024);
    const count = syscall("read", path, fd, addressOf(piece), piece.length);
    if (count === 0) return Buffer.concat(pieces);
    total += count;
    if (total > maxBytes) throw tooLarge(path, maxBytes);
    pieces.push(piece.subarray(0, count));
  }
}

function tooLarge(path: string, maxBytes: number): EngineError {
  return new EngineError("invalid-argument", `${path}: larger than ${maxBytes} bytes`);
}

/** statx(2) of an open descriptor. */
function statFd(fd: number, path: string): FileStat {
  const memory = kernelMemory(256);
  syscall("statx", path, fd, addressOf(cString("")), emptyPath, 0x7ff, addressOf(memory));
  const mode = memory.readUInt16LE(28);
  return {
    type: modeTypes[mode >> 12] ?? "unknown",
    mode: mode & 0o7777,
    uid: memory.readUInt32LE(20),
    gid: memory.readUInt32LE(24),
    sizeBytes: Number(memory.readBigUInt64LE(40)),
    mtimeNs: memory.readBigInt64LE(112) * 1_000_000_000n + BigInt(memory.readUInt32LE(120)),
  };
}

/** The type bits of st_mode, and d_type of a directory entry: the same numbers (inode(7), readdir(3)). */
const modeTypes: Readonly<Record<number, FileType>> = {
  1: "fifo",
  2: "character",
  4: "directory",
  6: "block",
  8: "file",
  10: "symlink",
  12: "socket",
};
