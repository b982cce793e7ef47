import type { RestartPolicy } from "#api/types.gen.ts";

const firstDelayMs = 100;
const longestDelayMs = 60_000;
/** A run of this length ends the row of failures: the next delay is the first one again. */
const healthyRunMs = 10_000;

export interface EndedRun {
  readonly exitCode: number;
  /** Automatic restarts since it was last started by somebody. */
  readonly restartCount: number;
  /** Whether somebody has asked for its end, in whatever way. */
  readonly manuallyStopped: boolean;
}

/** Whether a container is to be started again, by its policy (moby daemon/internal/restartmanager). */
export function wantsRestart({ Name, MaximumRetryCount }: RestartPolicy, run: EndedRun): boolean {
  switch (Name) {
    case "always":
      return true;
    case "unless-stopped":
      return !run.manuallyStopped;
    case "on-failure":
      return run.exitCode !== 0 && (MaximumRetryCount === 0 || run.restartCount < MaximumRetryCount);
    default:
      return false;
  }
}

/** The wait before a restart: twice the last one, from 100 ms to a minute; 0 as `lastMs` stands for none. */
export function restartDelayMs(lastMs: number, run: { readonly ranMs: number }): number {
  if (lastMs === 0 || run.ranMs >= healthyRunMs) return firstDelayMs;
  return Math.min(lastMs * 2, longestDelayMs);
}
