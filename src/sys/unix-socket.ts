import { EngineError } from "#base/errors.ts";
import { addressOf, cString, kernelMemory, syscall } from "./libc.ts";

const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SOCK_CLOEXEC = 0o2000000;
const SOCK_NONBLOCK = 0o4000;
const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const SO_SNDTIMEO = 21;
const MSG_NOSIGNAL = 0x4000;
const O_PATH = 0o10000000;
const O_DIRECTORY = 0o200000;
const O_CLOEXEC = 0o2000000;
const AT_FDCWD = -100;
const maxAddress = 108;

/** Opens a directory for use in the names of sockets, and by the *at() calls. The caller closes it. @throws SyscallError */
export function openDirectory(path: string): number {
  const name = cString(path);
  return syscall("openat", path, AT_FDCWD, addressOf(name), O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/** Closes a descriptor. @throws SyscallError */
export function closeFd(fd: number): void {
  syscall("close", "", fd);
}

/**
 * A listening stream socket `name` in the directory `directoryFd`, close-on-exec and non-blocking. The directory is named by its
 * descriptor, as an address holds 107 bytes only (unix(7)). The caller closes it and removes the file.
 * @throws SyscallError
 */
export function listenUnix(directoryFd: number, name: string, backlog = 64): number {
  const address = addressAt(directoryFd, name);
  const fd = syscall("socket", name, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  try {
    syscall("bind", name, fd, addressOf(address), address.length);
    syscall("listen", name, fd, backlog);
    return fd;
  } catch (error) {
    closeFd(fd);
    throw error;
  }
}

/** Connects to the socket `name` in `directoryFd`; blocking, close-on-exec, and a send waits two seconds at most. @throws SyscallError */
export function connectUnix(directoryFd: number, name: string): number {
  const address = addressAt(directoryFd, name);
  const fd = syscall("socket", name, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  try {
    const timeout = kernelMemory(16);
    timeout.writeBigInt64LE(2n, 0);
    syscall("setsockopt", name, fd, SOL_SOCKET, SO_SNDTIMEO, addressOf(timeout), timeout.length);
    syscall("connect", name, fd, addressOf(address), address.length);
    return fd;
  } catch (error) {
    closeFd(fd);
    throw error;
  }
}

/** Two connected stream sockets, close-on-exec. */
export function socketPair(): [number, number] {
  const pair = kernelMemory(8);
  syscall("socketpair", "", AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, addressOf(pair));
  return [pair.readInt32LE(0), pair.readInt32LE(4)];
}

/** Sends `data` (not empty) and, with its first byte, a copy of `passedFd` (SCM_RIGHTS). All is sent on return. @throws SyscallError */
export function sendWithFd(fd: number, data: Uint8Array, passedFd: number): void {
  const bytes = kernelMemory(data.length);
  bytes.set(data);
  const vector = kernelMemory(16);
  vector.writeBigUInt64LE(BigInt(addressOf(bytes)), 0);
  vector.writeBigUInt64LE(BigInt(bytes.length), 8);
  const control = rightsMessage(passedFd);
  const message = kernelMemory(56);
  message.writeBigUInt64LE(BigInt(addressOf(vector)), 16);
  message.writeBigUInt64LE(1n, 24);
  message.writeBigUInt64LE(BigInt(addressOf(control)), 32);
  message.writeBigUInt64LE(BigInt(control.length), 40);
  let sent = syscall("sendmsg", "", fd, addressOf(message), MSG_NOSIGNAL);
  while (sent < bytes.length)
    sent += syscall("sendto", "", fd, addressOf(bytes) + sent, bytes.length - sent, MSG_NOSIGNAL, 0, 0);
}

/** struct cmsghdr with one descriptor (cmsg(3)). */
function rightsMessage(passedFd: number): Buffer {
  const control = kernelMemory(24);
  control.writeBigUInt64LE(20n, 0);
  control.writeInt32LE(SOL_SOCKET, 8);
  control.writeInt32LE(SCM_RIGHTS, 12);
  control.writeInt32LE(passedFd, 16);
  return control;
}

function addressAt(directoryFd: number, name: string): Buffer {
  const path = Buffer.from(`/proc/self/fd/${directoryFd}/${name}`);
  if (path.length >= maxAddress) throw new EngineError("invalid-argument", `socket name too long: ${name}`);
  const address = kernelMemory(2 + path.length + 1);
  address.writeUInt16LE(AF_UNIX, 0);
  address.set(path, 2);
  return address;
}
