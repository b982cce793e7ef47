import { appendFileSync, readFileSync } from "node:fs";
import { armCommitPoints, killAtPass, killOnOrder, parseKillAt } from "#base/commit-points.ts";

/**
 * Arms the commit points of this thread from the environment: `GANTRY_KILL_AT=<name>:<pass>` ends the process by
 * SIGKILL there, and so does the same text in the file `GANTRY_KILL_ORDERS=<file>`, which may be written at any time;
 * `GANTRY_COMMIT_POINTS_LOG=<file>` gets one line per pass. The daemon and each of its Workers call it first; without
 * those variables it does nothing.
 */
export function armCommitPointsFrom(environment: Readonly<Record<string, string | undefined>>): void {
  const target = environment["GANTRY_KILL_AT"];
  const orders = environment["GANTRY_KILL_ORDERS"];
  const file = environment["GANTRY_COMMIT_POINTS_LOG"];
  if (!target && !orders && !file) return;
  const actions = {
    kill: () => process.kill(process.pid, "SIGKILL"),
    ...(file ? { record: (name: string) => appendFileSync(file, `${name}\n`) } : {}),
  };
  armCommitPoints(
    orders
      ? killOnOrder(() => orderIn(orders), actions)
      : killAtPass(target ? parseKillAt(target) : undefined, actions),
  );
}

function orderIn(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}
