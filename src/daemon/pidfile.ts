import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { messageOf } from "#base/errors.ts";
import { processStartMs } from "./process-start.ts";

/** How much later than its pid file a process may seem to have started: clocks in /proc are that coarse. */
const clockSlackMs = 2_000;

/**
 * Writes this process's id to `path` (none for an empty path), and returns what removes the file again.
 * @throws Error in Docker's words when the process of an earlier file still runs
 */
export function writePidfile(path: string): () => void {
  if (path === "") return () => {};
  try {
    const owner = runningOwner(path);
    if (owner !== undefined) throw new Error(`process with PID ${owner} is still running`);
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    writeFileSync(path, String(process.pid), { mode: 0o644 });
  } catch (error) {
    throw new Error(`failed to start daemon, ensure docker is not running or delete ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return () => rmSync(path, { force: true });
}

/**
 * The process that wrote the file, when it lives. One that started after the file was written merely got the number
 * of a daemon that was killed.
 */
function runningOwner(path: string): number | undefined {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined) return undefined;
  const pid = Number(readFileSync(path, "utf8").trim());
  if (!Number.isInteger(pid) || pid < 1 || pid === process.pid) return undefined;
  const startMs = processStartMs(pid);
  return startMs === undefined || startMs > info.mtimeMs + clockSlackMs ? undefined : pid;
}
