import type { ExecEntry } from "./exec-entry.ts";

const remembered = 4096;

/** Keeps memory bounded: beyond a few thousand, the oldest execs that have ended are forgotten (Docker forgets them after minutes). */
export function forgetOldExecs(execs: Map<string, ExecEntry>): void {
  if (execs.size < remembered) return;
  for (const [id, exec] of execs) {
    if (execs.size < remembered) return;
    if (exec.state === "exited") execs.delete(id);
  }
}
