import type { BlkioStats, MemoryStats, StatsResponse } from "#api/types.gen.ts";

/** A row of `stats`: figures made of what the engine counted. */
export interface StatsEntry {
  /** As the user named it, or its id. */
  readonly container: string;
  readonly name: string;
  readonly id: string;
  readonly cpuPercent: number;
  readonly memory: number;
  readonly memoryLimit: number;
  readonly memoryPercent: number;
  readonly received: number;
  readonly sent: number;
  readonly blockRead: number;
  readonly blockWritten: number;
  readonly pids: number;
  /** There is nothing to show. */
  readonly invalid: boolean;
}

/** A row before any figure has come, or when none comes. */
export function unknownEntry(container: string, invalid: boolean): StatsEntry {
  return {
    ...{ container, name: "", id: "", cpuPercent: 0, memory: 0, memoryLimit: 0, memoryPercent: 0, received: 0 },
    ...{ sent: 0, blockRead: 0, blockWritten: 0, pids: 0, invalid },
  };
}

export function statsEntry(container: string, stats: StatsResponse): StatsEntry {
  const memory = usedMemory(stats.memory_stats);
  const memoryLimit = stats.memory_stats.limit ?? 0;
  const networks = Object.values(stats.networks ?? {});
  return {
    container,
    name: stats.name ?? "",
    id: stats.id ?? "",
    cpuPercent: cpuPercent(stats),
    memory,
    memoryLimit,
    memoryPercent: memoryLimit === 0 ? 0 : (memory / memoryLimit) * 100,
    received: networks.reduce((sum, { rx_bytes }) => sum + rx_bytes, 0),
    sent: networks.reduce((sum, { tx_bytes }) => sum + tx_bytes, 0),
    blockRead: blockBytes(stats.blkio_stats, "r"),
    blockWritten: blockBytes(stats.blkio_stats, "w"),
    pids: stats.pids_stats.current ?? 0,
    invalid: false,
  };
}

/** Of one processor: 200 % is two of them. */
function cpuPercent({ cpu_stats: now, precpu_stats: before }: StatsResponse): number {
  const used = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
  const passed = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0);
  const cpus = now.online_cpus ?? now.cpu_usage.percpu_usage?.length ?? 0;
  return passed > 0 && used > 0 ? (used / passed) * cpus * 100 : 0;
}

/** Without the part of the page cache that the kernel would give back first, as cgroups of version 1 and 2 name it. */
function usedMemory({ usage = 0, stats }: MemoryStats): number {
  for (const name of ["total_inactive_file", "inactive_file"]) {
    const cache = stats?.[name];
    if (cache !== undefined && Number(cache) < usage) return usage - Number(cache);
  }
  return usage;
}

function blockBytes(stats: BlkioStats, letter: "r" | "w"): number {
  const entries = stats.io_service_bytes_recursive ?? [];
  return entries.reduce((sum, { op, value }) => (op.toLowerCase().startsWith(letter) ? sum + value : sum), 0);
}
