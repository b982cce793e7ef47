import { type Pointer, ptr, read } from "bun:ffi";
import { EngineError } from "#base/errors.ts";
import { errnoName } from "./errno.ts";
import { openLibc } from "./open-libc.ts";

/** Opened with the first call: modules that only name errors are loaded on other systems as well. */
function openSyscalls() {
  return openLibc({
    syscall: { args: ["i64", "i64", "i64", "i64", "i64", "i64", "i64"], returns: "i64" },
    __errno_location: { args: [], returns: "ptr" },
  });
}

let opened: ReturnType<typeof openSyscalls> | undefined;

type Word = number | bigint;

/** A failed system call: `errno` by name (`ENOENT`), for callers that act on it. */
export class SyscallError extends EngineError {
  readonly errno: string;
  readonly call: string;
  readonly errnoNumber: number;
  /** What the call was about: a path, an interface; may be empty. */
  readonly subject: string;

  constructor(call: string, errno: number, subject: string) {
    const name = errnoName(errno);
    super("system", `${call}${subject === "" ? "" : ` ${subject}`}: ${name.text}`, { code: name.symbol });
    this.errno = name.symbol;
    this.call = call;
    this.errnoNumber = errno;
    this.subject = subject;
  }
}

/** Whether `error` is a failed system call with one of `names` (`ENOENT`, …). */
export function isErrno(error: unknown, ...names: string[]): boolean {
  const code = error instanceof SyscallError ? error.errno : (error as NodeJS.ErrnoException | undefined)?.code;
  return code !== undefined && names.includes(code);
}

/**
 * One raw system call. Returns its result, or the negative errno. Restarts on EINTR.
 * Pointers are numbers from `addressOf`; the memory must stay referenced until the call is back.
 */
export function rawSyscall(
  number: number,
  a: Word = 0,
  b: Word = 0,
  c: Word = 0,
  d: Word = 0,
  e: Word = 0,
  f: Word = 0,
): number {
  opened ??= openSyscalls();
  const { symbols } = opened;
  for (;;) {
    const result = Number(symbols.syscall(number, a, b, c, d, e, f));
    if (result !== -1) return result;
    const errno = read.i32(symbols.__errno_location() as Pointer, 0);
    if (errno !== 4) return -errno;
  }
}

/** Like rawSyscall. @throws SyscallError naming `call` and `subject` (a path, an interface) */
export function syscall(call: keyof typeof nr, subject: string, ...args: Word[]): number {
  const [a, b, c, d, e, f] = args;
  const result = rawSyscall(nr[call], a, b, c, d, e, f);
  if (result < 0) throw new SyscallError(call, -result, subject);
  return result;
}

/**
 * Memory whose address does not change, for structures handed to the kernel. (Small Buffers live in the moving heap:
 * an address taken from them goes stale.)
 */
export function kernelMemory(size: number): Buffer {
  return Buffer.from(new ArrayBuffer(Math.max(size, 1)));
}

/** `text` as a NUL-terminated string in stable memory. @throws invalid-argument when it holds a NUL */
export function cString(text: string): Buffer {
  if (text.includes("\0"))
    throw new EngineError("invalid-argument", `path contains a NUL byte: ${JSON.stringify(text)}`);
  const bytes = Buffer.from(text, "utf8");
  const memory = kernelMemory(bytes.length + 1);
  memory.set(bytes);
  return memory;
}

/**
 * The memory whose address was asked for last. A call's argument `addressOf(cString(path))` is the only mention of that
 * memory: without this the collector may free it before the kernel has read it.
 */
const lastAddressed: Buffer[] = new Array<Buffer>(16);
let addressed = 0;

/** The address of stable memory, which stays there at least for the system call that the address is made for. */
export function addressOf(memory: Buffer): number {
  lastAddressed[addressed++ % lastAddressed.length] = memory;
  return ptr(memory) as number;
}

/** System call numbers of x86-64 and arm64 (kernel: arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h). */
const x64 = {
  read: 0,
  pread64: 17,
  write: 1,
  close: 3,
  poll: 7,
  ioctl: 16,
  socket: 41,
  connect: 42,
  accept: 43,
  sendto: 44,
  recvfrom: 45,
  sendfile: 40,
  sendmsg: 46,
  recvmsg: 47,
  shutdown: 48,
  bind: 49,
  listen: 50,
  getsockname: 51,
  getpeername: 52,
  socketpair: 53,
  setsockopt: 54,
  getsockopt: 55,
  kill: 62,
  fcntl: 72,
  flock: 73,
  fchmod: 91,
  fchown: 93,
  umask: 95,
  prctl: 157,
  mount: 165,
  umount2: 166,
  fsetxattr: 190,
  lsetxattr: 189,
  setxattr: 188,
  getxattr: 191,
  lgetxattr: 192,
  listxattr: 194,
  fgetxattr: 193,
  llistxattr: 195,
  gettid: 186,
  openat: 257,
  mkdirat: 258,
  mknodat: 259,
  fchownat: 260,
  unlinkat: 263,
  renameat: 264,
  linkat: 265,
  symlinkat: 266,
  readlinkat: 267,
  fchmodat: 268,
  unshare: 272,
  utimensat: 280,
  accept4: 288,
  pipe2: 293,
  madvise: 28,
  prlimit64: 302,
  syncfs: 306,
  setns: 308,
  renameat2: 316,
  pidfd_send_signal: 424,
  open_tree: 428,
  move_mount: 429,
  fsopen: 430,
  fsconfig: 431,
  fsmount: 432,
  fspick: 433,
  pidfd_open: 434,
  openat2: 437,
  mount_setattr: 442,
  fsync: 74,
  fstat: 5,
  newfstatat: 262,
  getdents64: 217,
  statx: 332,
  removexattr: 197,
  gettimeofday: 96,
  ppoll: 271,
  fchdir: 81,
  chroot: 161,
  pivot_root: 155,
} as const;

type Call = keyof typeof x64;

const arm64: Record<Call, number> = {
  read: 63,
  pread64: 67,
  write: 64,
  close: 57,
  poll: -1,
  ioctl: 29,
  socket: 198,
  connect: 203,
  accept: 202,
  sendto: 206,
  recvfrom: 207,
  sendfile: 71,
  sendmsg: 211,
  recvmsg: 212,
  shutdown: 210,
  bind: 200,
  listen: 201,
  getsockname: 204,
  getpeername: 205,
  socketpair: 199,
  setsockopt: 208,
  getsockopt: 209,
  kill: 129,
  fcntl: 25,
  flock: 32,
  fchmod: 52,
  fchown: 55,
  umask: 166,
  prctl: 167,
  mount: 40,
  umount2: 39,
  fsetxattr: 7,
  lsetxattr: 6,
  setxattr: 5,
  getxattr: 8,
  lgetxattr: 9,
  listxattr: 11,
  fgetxattr: 10,
  llistxattr: 12,
  gettid: 178,
  openat: 56,
  mkdirat: 34,
  mknodat: 33,
  fchownat: 54,
  unlinkat: 35,
  renameat: 38,
  linkat: 37,
  symlinkat: 36,
  readlinkat: 78,
  fchmodat: 53,
  unshare: 97,
  utimensat: 88,
  accept4: 242,
  pipe2: 59,
  madvise: 233,
  prlimit64: 261,
  syncfs: 267,
  setns: 268,
  renameat2: 276,
  pidfd_send_signal: 424,
  open_tree: 428,
  move_mount: 429,
  fsopen: 430,
  fsconfig: 431,
  fsmount: 432,
  fspick: 433,
  pidfd_open: 434,
  openat2: 437,
  mount_setattr: 442,
  fsync: 82,
  fstat: 80,
  newfstatat: 79,
  getdents64: 61,
  statx: 291,
  removexattr: 14,
  gettimeofday: 169,
  ppoll: 73,
  fchdir: 50,
  chroot: 51,
  pivot_root: 41,
};

const nr: Record<Call, number> = process.arch === "arm64" ? arm64 : x64;

/** The number of a call, for `rawSyscall`. */
export function callNumber(call: Call): number {
  return nr[call];
}
