import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { EngineError } from "#base/errors.ts";
import { callNumber, rawSyscall, SyscallError } from "#sys/libc.ts";

const LOCK_EX = 2;
const LOCK_NB = 4;
const EWOULDBLOCK = 11;

/** A folder that one daemon has for itself, and its mode where it is still to be made. */
export interface LockedFolder {
  readonly path: string;
  readonly mode: number;
}

/**
 * Makes the folder and locks it for this process; the kernel lets go of it when the process ends, however
 * that happens. Returns what unlocks it.
 * @throws unavailable when another daemon has it
 * @see flock(2)
 */
export function lockFolder({ path: folder, mode }: LockedFolder): () => void {
  mkdirSync(folder, { recursive: true, mode });
  const path = join(folder, "daemon.lock");
  const fd = openSync(path, "a+", 0o600);
  const result = rawSyscall(callNumber("flock"), fd, LOCK_EX | LOCK_NB);
  if (result < 0) {
    closeSync(fd);
    throw result === -EWOULDBLOCK ? inUse(folder, path) : new SyscallError("flock", -result, path);
  }
  ftruncateSync(fd, 0);
  writeSync(fd, String(process.pid));
  return () => closeSync(fd);
}

function inUse(folder: string, path: string): EngineError {
  const pid = readFileSync(path, "utf8").trim();
  const owner = pid === "" ? "another daemon" : `process with PID ${pid}`;
  return new EngineError("unavailable", `failed to start daemon: ${folder} is in use: ${owner} is still running`, {
    code: "daemon.locked",
  });
}

/** Locks several folders, or none of them. Returns what unlocks all. @throws unavailable when another daemon has one */
export function lockFolders(folders: readonly LockedFolder[]): () => void {
  const unlocks: Array<() => void> = [];
  const unlockAll = (): void => {
    for (const unlock of unlocks.splice(0)) unlock();
  };
  try {
    for (const folder of folders) unlocks.push(lockFolder(folder));
    return unlockAll;
  } catch (error) {
    unlockAll();
    throw error;
  }
}
