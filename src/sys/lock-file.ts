import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { callNumber, rawSyscall, SyscallError } from "./libc.ts";

const LOCK_EX = 2;
const LOCK_NB = 4;
const EWOULDBLOCK = 11;

/**
 * Locks a file against all other processes, making it where it is missing; gives the function that unlocks it, or undefined
 * while another has it. The lock ends with the process, however that ends. @see flock(2)
 */
export function tryLockFile(path: string): (() => void) | undefined {
  const fd = lockedFd(path);
  return fd === undefined ? undefined : () => closeSync(fd);
}

/**
 * The same, and writes this process's PID into the file. While another has it, `inUse` makes the error of what the file says of
 * the other: `process with PID 7`, or undefined where it says nothing.
 * @throws what `inUse` makes · SyscallError
 */
export function lockFileAsOwner(path: string, inUse: (owner: string | undefined) => Error): () => void {
  const fd = lockedFd(path);
  if (fd === undefined) {
    const pid = readFileSync(path, "utf8").trim();
    throw inUse(pid === "" ? undefined : `process with PID ${pid}`);
  }
  ftruncateSync(fd, 0);
  writeSync(fd, String(process.pid));
  return () => closeSync(fd);
}

function lockedFd(path: string): number | undefined {
  const fd = openSync(path, "a", 0o600);
  const result = rawSyscall(callNumber("flock"), fd, LOCK_EX | LOCK_NB);
  if (result >= 0) return fd;
  closeSync(fd);
  if (result === -EWOULDBLOCK) return undefined;
  throw new SyscallError("flock", -result, path);
}
