import type { NetworkStats } from "#api/types.gen.ts";
import type { MachineCpu } from "./contract.ts";

/** The counters of `/proc/PID/net/dev` by interface, loopback left out. @see proc(5) */
export function networkCounters(text: string): Record<string, NetworkStats> {
  const found: Record<string, NetworkStats> = {};
  for (const line of text.split("\n")) {
    const [name, counters] = line.split(/:\s*/, 2);
    if (name === undefined || counters === undefined || name.trim() === "lo") continue;
    const values = counters.trim().split(/\s+/).map(Number);
    const at = (index: number): number => values[index] ?? 0;
    found[name.trim()] = {
      ...{ rx_bytes: at(0), rx_packets: at(1), rx_errors: at(2), rx_dropped: at(3) },
      ...{ tx_bytes: at(8), tx_packets: at(9), tx_errors: at(10), tx_dropped: at(11) },
    };
  }
  return found;
}

/** Columns of `/proc/stat` that Docker adds up: user, nice, system, idle, iowait, irq, softirq. */
const countedColumns = 7;
const nsPerTick = 1e7;

/** The time of all processors together, and how many are online. @see proc(5) */
export function machineCpu(text: string): MachineCpu {
  const all = /^cpu +([\d ]+)$/m.exec(text)?.[1]?.trim().split(/ +/) ?? [];
  const ticks = all.slice(0, countedColumns).reduce((sum, column) => sum + Number(column), 0);
  return { usageNs: ticks * nsPerTick, onlineCpus: text.match(/^cpu\d+ /gm)?.length ?? 0 };
}
