import { join } from "node:path";
import { EngineError } from "#base/errors.ts";
import { lockFileAsOwner } from "#sys/lock-file.ts";

/**
 * Locks a registry's folder for this process; the kernel lets go of it however the process ends. Returns what unlocks it.
 * @throws unavailable when another process has it
 */
export function lockRegistry(root: string): () => void {
  return lockFileAsOwner(join(root, "registry.lock"), (owner = "another process") => {
    return new EngineError("unavailable", `${root} is in use: ${owner} serves it`, { code: "registry.locked" });
  });
}
