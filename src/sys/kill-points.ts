import { appendFileSync } from "node:fs";
import { armCommitPoints, killAtPass, parseKillAt } from "#base/commit-points.ts";

/**
 * Arms the commit points of this thread from the environment: `GANTRY_KILL_AT=<name>:<pass>` ends the process by
 * SIGKILL there, `GANTRY_COMMIT_POINTS_LOG=<file>` gets one line per pass. The daemon and each of its Workers call it
 * first; without those variables it does nothing.
 */
export function armCommitPointsFrom(environment: Readonly<Record<string, string | undefined>>): void {
  const target = environment["GANTRY_KILL_AT"];
  const file = environment["GANTRY_COMMIT_POINTS_LOG"];
  if (!target && !file) return;
  armCommitPoints(
    killAtPass(target ? parseKillAt(target) : undefined, {
      kill: () => process.kill(process.pid, "SIGKILL"),
      ...(file ? { record: (name: string) => appendFileSync(file, `${name}\n`) } : {}),
    }),
  );
}
