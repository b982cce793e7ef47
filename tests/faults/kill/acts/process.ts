import { existsSync, readFileSync } from "node:fs";
import type { ContainerInspectResponse } from "#api/types.gen.ts";

/** What tells a running process from all others: the container's state and the kernel's start time. */
export function identityOf({ State }: ContainerInspectResponse): string {
  const { Running, Pid, StartedAt } = State!;
  return JSON.stringify({ Running, Pid, StartedAt, startTicks: Running ? startTicksOf(Pid) : "" });
}

function startTicksOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ")[19]!;
  } catch {
    return "no process";
  }
}

/** Whether the kernel holds the process still. @see kernel cgroup-v1/freezer-subsystem.rst and cgroup-v2.rst */
export function isFrozen(pid: number): boolean {
  const lines = readFileSync(`/proc/${pid}/cgroup`, "utf8").split("\n");
  const v1 = lines.find((line) => line.split(":")[1] === "freezer")?.split(":")[2];
  if (v1 !== undefined)
    return /FREEZING|FROZEN/.test(readFileSync(`/sys/fs/cgroup/freezer${v1}/freezer.state`, "utf8"));
  const v2 = lines.find((line) => line.startsWith("0::"))?.slice(3);
  const file = `/sys/fs/cgroup${v2}/cgroup.freeze`;
  return existsSync(file) && readFileSync(file, "utf8").trim() === "1";
}
