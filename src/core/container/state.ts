import type { Health } from "#api/types.gen.ts";
import { parseRfc3339Nano, zeroTime } from "#base/time.ts";
import { humanDuration } from "#base/units.ts";
import type { ContainerRecordState, ContainerStatus } from "./record.ts";

/** A status as it is shown: `starting` is not, since a start either succeeds or leaves the state as it was. */
export type ShownStatus = Exclude<ContainerStatus, "starting" | "starting-again">;

export const shownStatuses = ["created", "running", "paused", "restarting", "removing", "exited", "dead"] as const;

/** The state of a container that was just made. */
export const createdState: ContainerRecordState = {
  status: "created",
  pid: 0,
  exitCode: 0,
  error: "",
  oomKilled: false,
  startedAt: zeroTime,
  finishedAt: zeroTime,
};

export function shownStatus(state: ContainerRecordState): ShownStatus {
  if (state.status === "starting-again") return "restarting";
  if (state.status !== "starting") return state.status;
  return state.startedAt === zeroTime ? "created" : "exited";
}

/** The `Status` column of `ps`: `Up 5 seconds`, `Exited (0) 3 minutes ago`, `Created` (moby container/state.go). */
export function statusText(state: ContainerRecordState, now: bigint, health?: Health): string {
  const since = (time: string) => humanDuration(Number(now - parseRfc3339Nano(time)) / 1e9);
  switch (shownStatus(state)) {
    case "running":
      return `Up ${since(state.startedAt)}${healthText(health)}`;
    case "paused":
      return `Up ${since(state.startedAt)} (Paused)`;
    case "restarting":
      return `Restarting (${state.exitCode}) ${since(state.finishedAt)} ago`;
    case "removing":
      return "Removal In Progress";
    case "dead":
      return "Dead";
    case "created":
      return "Created";
    case "exited":
      return state.finishedAt === zeroTime ? "" : `Exited (${state.exitCode}) ${since(state.finishedAt)} ago`;
  }
}

function healthText(health: Health | undefined): string {
  if (health === undefined) return "";
  return health.Status === "starting" ? " (health: starting)" : ` (${health.Status})`;
}

/** Exit code of a container whose start failed, by what the runtime said (moby daemon/start.go). */
export function exitCodeOfFailedStart(cause: "command-not-found" | "command-not-executable" | "other"): number {
  return { "command-not-found": 127, "command-not-executable": 126, other: 128 }[cause];
}

/** A container that its engine found ended without a record of how. */
export const exitCodeUnknown = 255;
