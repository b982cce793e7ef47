import { parseSignal } from "#base/signals.ts";
import { zeroTime } from "#base/time.ts";
import type { EndRequest } from "./ending.ts";
import type { ContainerRecord } from "./record.ts";
import { shownStatus } from "./state.ts";

/**
 * Why a container is as it is. `signal`: a signal ended it that nobody has sent through the engine. `exit`: its program ended by
 * itself. `lost`: it ended while nobody watched it.
 */
export type Reason = "running" | "paused" | "created" | "start-failed" | "oom" | "asked" | "signal" | "exit" | "lost";

/** Why the restart policy lets it be. */
export type NoRestart = "no-policy" | "asked" | "succeeded" | "retries-used-up" | "never-ran";

/** Signals that ask a program to end, whatever its exit code is then. */
const ending: ReadonlySet<number> = new Set(["KILL", "TERM", "INT", "QUIT"].map(parseSignal));

export function reasonOf({ state, config, ending: { asked, startFailure, lost } = {} }: ContainerRecord): Reason {
  const status = shownStatus(state);
  if (status === "running" || status === "paused") return status;
  if (startFailure !== undefined) return "start-failed";
  if (state.startedAt === zeroTime) return "created";
  if (lost === true) return "lost";
  if (asked !== undefined && isEnding(asked, { exitCode: state.exitCode, stopSignal: config.StopSignal }))
    return "asked";
  if (state.oomKilled) return "oom";
  return signalOf(state.exitCode) === undefined ? "exit" : "signal";
}

/** The signal that an exit code stands for, where it stands for one. */
export function signalOf(exitCode: number): number | undefined {
  return exitCode > 128 && exitCode <= 128 + 64 ? exitCode - 128 : undefined;
}

/** Undefined: it runs, or is about to. */
export function noRestartOf(record: ContainerRecord): NoRestart | undefined {
  const { state, hostConfig, restartCount, manuallyStopped } = record;
  const { Name, MaximumRetryCount } = hostConfig.RestartPolicy;
  if (["running", "paused", "restarting"].includes(shownStatus(state))) return undefined;
  if (Name === "" || Name === "no") return "no-policy";
  if (record.ending?.startFailure !== undefined || state.startedAt === zeroTime) return "never-ran";
  if (manuallyStopped === true || reasonOf(record) === "asked") return "asked";
  if (Name !== "on-failure") return undefined;
  if (state.exitCode === 0) return "succeeded";
  return MaximumRetryCount > 0 && restartCount >= MaximumRetryCount ? "retries-used-up" : undefined;
}

/** A signal that is only told, such as HUP, asks for an end where the program ended of it. */
function isEnding(
  { act, signal, overdue }: EndRequest,
  run: { readonly exitCode: number; readonly stopSignal?: string | undefined },
): boolean {
  if (act !== "kill" || overdue === true || ending.has(signal)) return true;
  if (run.stopSignal && parseSignal(run.stopSignal) === signal) return true;
  return signalOf(run.exitCode) === signal;
}
