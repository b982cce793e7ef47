import { addressOf, callNumber, isErrno, kernelMemory, rawSyscall, SyscallError, syscall } from "./libc.ts";

const duplicateCloexec = 1030;
const dontWait = 0x40;
const noSignal = 0x4000;
const errnoAgain = 11;
const errnoNotSocket = 88;
const writable = 0x4;
const failed = 0x8;
const hungUp = 0x10;
const readHungUp = 0x2000;

/** Closes a descriptor. Never fails: what close(2) reports cannot be acted on. */
export function closeFd(fd: number): void {
  rawSyscall(callNumber("close"), fd);
}

/** A copy of `fd` that is closed on exec. @throws SyscallError */
export function dupCloexec(fd: number): number {
  return syscall("fcntl", `fd ${fd}`, fd, duplicateCloexec, 0);
}

/**
 * Writes what fits at once, without waiting, and says how many bytes that was (0: nothing fits now).
 * @throws SyscallError `EPIPE` or `ECONNRESET` when the other end is gone
 */
export function writeSome(fd: number, bytes: Uint8Array): number {
  if (bytes.length === 0) return 0;
  const memory = stable(bytes);
  const sent = rawSyscall(callNumber("sendto"), fd, addressOf(memory), bytes.length, dontWait | noSignal);
  const result = sent === -errnoNotSocket ? writeIfReady(fd, memory) : sent;
  if (result === -errnoAgain) return 0;
  if (result < 0) throw new SyscallError("write", -result, `fd ${fd}`);
  return result;
}

/**
 * Writes a head that is small beside any socket buffer (the 101 of a hijack), whole and without waiting.
 * @throws SyscallError `EAGAIN` when it does not fit: the client does not read, and nothing better can be done than to close it
 */
export function writeHead(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    const written = writeSome(fd, bytes.subarray(at));
    if (written === 0) throw new SyscallError("write", errnoAgain, `fd ${fd}`);
    at += written;
  }
}

/** Whether the other end of a socket or pipe has gone (both directions, or only what it would send). Does not wait. */
export function hasHungUp(fd: number): boolean {
  return (pollNow(fd, readHungUp) & (readHungUp | hungUp | failed)) !== 0;
}

/** Whether the other end is gone for good; one that only sends no more is not. Does not wait. */
export function isGone(fd: number): boolean {
  return (pollNow(fd, 0) & (hungUp | failed)) !== 0;
}

/** Writes `bytes` whole to a regular file or a blocking descriptor. @throws SyscallError */
export function writeAll(fd: number, bytes: Uint8Array): void {
  const memory = stable(bytes);
  for (let at = 0; at < bytes.length; ) {
    at += syscall("write", `fd ${fd}`, fd, addressOf(memory) + at, bytes.length - at);
  }
}

/** Whether `fd` is an open descriptor of this process. */
export function isOpenFd(fd: number): boolean {
  try {
    syscall("fcntl", `fd ${fd}`, fd, 1);
    return true;
  } catch (error) {
    if (isErrno(error, "EBADF")) return false;
    throw error;
  }
}

function writeIfReady(fd: number, memory: Buffer): number {
  if ((pollNow(fd, writable) & writable) === 0) return -errnoAgain;
  return rawSyscall(callNumber("write"), fd, addressOf(memory), memory.length);
}

/** poll(2) of one descriptor with no timeout: the events that are there. */
function pollNow(fd: number, events: number): number {
  const memory = kernelMemory(24);
  memory.writeInt32LE(fd, 0);
  memory.writeInt16LE(events, 4);
  const address = addressOf(memory);
  const ready = rawSyscall(callNumber("ppoll"), address, 1, address + 8, 0, 8);
  return ready > 0 ? memory.readUInt16LE(6) : 0;
}

function stable(bytes: Uint8Array): Buffer {
  const memory = kernelMemory(bytes.length);
  memory.set(bytes);
  return memory;
}
