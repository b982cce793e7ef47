import { existsSync, readFileSync, rmSync } from "node:fs";
import { eventually } from "./eventually.ts";

/**
 * After its own violent end dockerd waits ten seconds for a containerd that died with it, as long as that is a zombie.
 * The pid file is all it looks at.
 */
export async function forgetDeadContainerd(execRoot: string): Promise<void> {
  const file = `${execRoot}/containerd/containerd.pid`;
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8"));
  await eventually("containerd has died with its daemon", () => !isAlive(pid));
  rmSync(file, { force: true });
}

/** A zombie has no command line. */
function isAlive(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`).length > 0;
  } catch {
    return false;
  }
}
