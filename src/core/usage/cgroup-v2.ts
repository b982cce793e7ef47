import type { BlkioStatEntry, BlkioStats, CpuStats, MemoryStats, PidsStats } from "#api/types.gen.ts";
import { type CounterFiles, chosen, counterOf, numberOf, tableOf } from "./counters.ts";

/** What is read of a cgroup of the unified hierarchy. */
export const v2Files = [
  "cpu.stat",
  "memory.stat",
  "memory.current",
  "memory.max",
  "memory.events",
  "pids.current",
  "pids.max",
  "io.stat",
] as const;

/** @see https://docs.kernel.org/admin-guide/cgroup-v2.html */
export function v2Cpu(files: CounterFiles): CpuStats {
  const table = tableOf(files["cpu.stat"]);
  const count = (name: string): number => Number(table.get(name) ?? 0n);
  return {
    cpu_usage: {
      total_usage: count("usage_usec") * 1000,
      usage_in_kernelmode: count("system_usec") * 1000,
      usage_in_usermode: count("user_usec") * 1000,
    },
    throttling_data: {
      periods: count("nr_periods"),
      throttled_periods: count("nr_throttled"),
      throttled_time: count("throttled_usec") * 1000,
    },
  };
}

const memoryNames = [
  ..."anon file kernel_stack slab sock shmem file_mapped file_dirty file_writeback anon_thp inactive_anon".split(" "),
  ..."active_anon inactive_file active_file unevictable slab_reclaimable slab_unreclaimable pgfault".split(" "),
  ..."pgmajfault workingset_refault workingset_activate workingset_nodereclaim pgrefill pgscan pgsteal".split(" "),
  ..."pgactivate pgdeactivate pglazyfree pglazyfreed thp_fault_alloc thp_collapse_alloc".split(" "),
];

export function v2Memory(files: CounterFiles, machineBytes: number): MemoryStats {
  if (files["memory.stat"] === undefined) return {};
  const limit = counterOf(files["memory.max"]);
  return {
    usage: numberOf(files["memory.current"]),
    stats: chosen(tableOf(files["memory.stat"]), memoryNames),
    failcnt: Number(tableOf(files["memory.events"]).get("oom") ?? 0n),
    limit: limit === undefined ? machineBytes : Math.min(Number(limit), machineBytes),
  };
}

/** No limit is shown as the largest number, as Docker does. */
export function v2Pids(files: CounterFiles): PidsStats {
  const limit = counterOf(files["pids.max"]);
  return { current: numberOf(files["pids.current"]), ...(limit === undefined ? {} : { limit }) };
}

/** Bytes alone; the other lists have no counterpart, and are nil. */
export function v2Blkio(files: CounterFiles): BlkioStats {
  const entries = entriesOf(files["io.stat"]);
  return {
    ...{ io_serviced_recursive: null, io_queue_recursive: null, io_service_time_recursive: null },
    ...{ io_wait_time_recursive: null, io_merged_recursive: null, io_time_recursive: null, sectors_recursive: null },
    io_service_bytes_recursive: entries.length === 0 ? null : entries,
  };
}

/** Lines of `8:0 rbytes=1 wbytes=2 rios=…`. */
function entriesOf(text: string | undefined): BlkioStatEntry[] {
  return (text ?? "").split("\n").flatMap((line) => {
    const device = /^(\d+):(\d+) /.exec(line);
    if (device === null) return [];
    const count = (name: string): number => Number(new RegExp(` ${name}=(\\d+)`).exec(line)?.[1] ?? 0);
    const place = { major: Number(device[1]), minor: Number(device[2]) };
    return [
      { ...place, op: "read", value: count("rbytes") },
      { ...place, op: "write", value: count("wbytes") },
    ];
  });
}
