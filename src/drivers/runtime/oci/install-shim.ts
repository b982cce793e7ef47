import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { EngineError, messageOf } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { spawnWithFds } from "#sys/spawn.ts";

const usageExitCode = 2;

/**
 * Puts the shim's executable into the first of `directories` whose file system lets it run (a run directory may be mounted noexec), in a
 * folder named by its content: an upgrade never replaces one in use. Gives its path.
 * @throws unavailable when it can run in none
 */
export async function installShim(op: Op, executable: Uint8Array, directories: readonly string[]): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256").update(executable).digest("hex").slice(0, 16);
  const failures: string[] = [];
  for (const directory of directories) {
    const path = `${directory}/shim-${hash}/gantry-shim`;
    try {
      if (!existsSync(path)) write(path, executable);
      if ((await spawnWithFds([path], []).exited) === usageExitCode) return path;
      failures.push(`${path} does not run`);
    } catch (error) {
      failures.push(`${path}: ${messageOf(error)}`);
    }
    op.log.debug("the shim cannot run here", { path });
  }
  throw new EngineError("unavailable", `install gantry-shim: ${failures.join(", ")}`, { code: "shim.not-executable" });
}

function write(path: string, executable: Uint8Array): void {
  mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true, mode: 0o755 });
  const part = `${path}.${process.pid}`;
  writeFileSync(part, executable, { mode: 0o755 });
  renameSync(part, path);
}
