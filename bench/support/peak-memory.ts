import { readFileSync, writeFileSync } from "node:fs";
import type { Contestant } from "./contestant.ts";

/** Begins to look at how much memory an engine's own processes take. @returns what ends it and says the peak, in MB above now */
export function watchPeak(contestant: Contestant): () => number {
  const pids = contestant.daemons.filter((pid) => figure(pid, "VmRSS") > 0);
  // What ended meanwhile is counted no more; what was loaded before must not be: the mark of the highest is put down.
  for (const pid of pids) writeFileSync(`/proc/${pid}/clear_refs`, "5");
  const before = new Map(pids.map((pid) => [pid, figure(pid, "VmRSS")]));
  return () => {
    let peak = 0;
    for (const [pid, kilobytes] of before) peak += Math.max(0, figure(pid, "VmHWM") - kilobytes);
    return peak / 1024;
  };
}

/** A figure of `/proc/pid/status` in kB; 0 when the process has gone. */
function figure(pid: number, name: string): number {
  try {
    return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
