import { readFileSync } from "node:fs";

/** Clock ticks per second in /proc (USER_HZ): 100 on every Linux that Bun runs on. */
const ticksPerSecond = 100;

/** When a living process started, in milliseconds since the epoch (exact to a second); undefined when there is none. */
export function processStartMs(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === "Z" || state === "X") return undefined;
    const bootS = Number(/^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1]);
    return (bootS + Number(fields[18]) / ticksPerSecond) * 1000;
  } catch {
    return undefined;
  }
}
