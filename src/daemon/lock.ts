import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { EngineError } from "#base/errors.ts";
import { lockFileAsOwner } from "#sys/lock-file.ts";

/** A folder that one daemon has for itself, and its mode where it is still to be made. */
export interface LockedFolder {
  readonly path: string;
  readonly mode: number;
}

/**
 * Makes the folder and locks it for this process; the kernel lets go of it when the process ends, however
 * that happens. Returns what unlocks it.
 * @throws unavailable when another daemon has it
 */
export function lockFolder({ path: folder, mode }: LockedFolder): () => void {
  mkdirSync(folder, { recursive: true, mode });
  return lockFileAsOwner(join(folder, "daemon.lock"), (owner = "another daemon") => {
    return new EngineError("unavailable", `failed to start daemon: ${folder} is in use: ${owner} is still running`, {
      code: "daemon.locked",
    });
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
