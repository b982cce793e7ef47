import { closeSync, openSync } from "node:fs";
import { callNumber, rawSyscall, SyscallError } from "./libc.ts";

const LOCK_EX = 2;
const LOCK_NB = 4;
const EWOULDBLOCK = 11;

/**
 * Locks a file against all other processes, making it where it is missing; gives the function that unlocks it, or undefined
 * while another has it. The lock ends with the process, however that ends. @see flock(2)
 */
export function tryLockFile(path: string): (() => void) | undefined {
  const fd = openSync(path, "a", 0o600);
  const result = rawSyscall(callNumber("flock"), fd, LOCK_EX | LOCK_NB);
  if (result >= 0) return () => closeSync(fd);
  closeSync(fd);
  if (result === -EWOULDBLOCK) return undefined;
  throw new SyscallError("flock", -result, path);
}
