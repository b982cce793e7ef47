import { readFileSync, writeFileSync } from "node:fs";

/** Bytes of memory that a process has had at most since `forgetPeak` (proc(5), "VmHWM", "clear_refs"). */
export function peakOf(pid: number): number {
  return field(pid, "VmHWM");
}

export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

export function residentOf(pid: number): number {
  return field(pid, "VmRSS");
}

function field(pid: number, name: string): number {
  const line = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(line?.[1]) * 1024;
}
