import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { isAlive } from "./is-alive.ts";

/**
 * Locks a file by another beside it that only one process can make, where a system has no locks of whole files for us; gives
 * the function that unlocks it, or undefined while another has it. That of a process that has gone counts for nothing.
 */
export function tryLockBeside(
  path: string,
  isOwnerAlive: (pid: number) => boolean = isAlive,
): (() => void) | undefined {
  const lock = `${path}.lock`;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const fd = madeAlone(lock);
    if (fd !== undefined) {
      writeSync(fd, String(process.pid));
      closeSync(fd);
      return () => rmSync(lock, { force: true });
    }
    const owner = Number(textOf(lock));
    if (!Number.isInteger(owner) || owner <= 0 || isOwnerAlive(owner)) return undefined;
    rmSync(lock, { force: true });
  }
  return undefined;
}

function madeAlone(path: string): number | undefined {
  try {
    return openSync(path, "wx", 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return undefined;
    throw error;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
