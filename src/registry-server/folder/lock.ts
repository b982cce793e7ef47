import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { EngineError } from "#base/errors.ts";
import { callNumber, rawSyscall, SyscallError } from "#sys/libc.ts";

const LOCK_EX = 2;
const LOCK_NB = 4;
const EWOULDBLOCK = 11;

/**
 * Locks a registry's folder for this process; the kernel lets go of it however the process ends. Returns what unlocks it.
 * @throws unavailable when another process has it
 * @see flock(2)
 */
export function lockRegistry(root: string): () => void {
  const path = join(root, "registry.lock");
  const fd = openSync(path, "a+", 0o600);
  const result = rawSyscall(callNumber("flock"), fd, LOCK_EX | LOCK_NB);
  if (result < 0) {
    closeSync(fd);
    throw result === -EWOULDBLOCK ? inUse(root, path) : new SyscallError("flock", -result, path);
  }
  ftruncateSync(fd, 0);
  writeSync(fd, String(process.pid));
  return () => closeSync(fd);
}

function inUse(root: string, path: string): EngineError {
  const pid = readFileSync(path, "utf8").trim();
  const owner = pid === "" ? "another process" : `process with PID ${pid}`;
  return new EngineError("unavailable", `${root} is in use: ${owner} serves it`, { code: "registry.locked" });
}
