import type { BlkioStatEntry, BlkioStats, CpuStats, MemoryStats, PidsStats } from "#api/types.gen.ts";
import { type CounterFiles, chosen, counterOf, noLimit, numberOf, tableOf } from "./counters.ts";

/** What is read of each controller of version 1. */
export const v1Files = {
  cpuacct: ["cpuacct.usage", "cpuacct.usage_percpu", "cpuacct.stat"],
  cpu: ["cpu.stat"],
  memory: [
    "memory.stat",
    "memory.usage_in_bytes",
    "memory.max_usage_in_bytes",
    "memory.failcnt",
    "memory.limit_in_bytes",
  ],
  pids: ["pids.current", "pids.max"],
  blkio: ["blkio.throttle.io_service_bytes", "blkio.throttle.io_serviced"],
} as const;

/** `USER_HZ`: what the kernel shows user space on every architecture that we run on. */
const ticksPerSecond = 100;

/** @see https://docs.kernel.org/admin-guide/cgroup-v1/cpuacct.html */
export function v1Cpu(files: CounterFiles): CpuStats {
  const times = tableOf(files["cpuacct.stat"]);
  const throttling = tableOf(files["cpu.stat"]);
  const ticksToNs = (name: string): number => Number(times.get(name) ?? 0n) * (1e9 / ticksPerSecond);
  return {
    cpu_usage: {
      total_usage: numberOf(files["cpuacct.usage"]),
      percpu_usage: (files["cpuacct.usage_percpu"] ?? "").split(/\s+/).filter(Boolean).map(Number),
      usage_in_kernelmode: ticksToNs("system"),
      usage_in_usermode: ticksToNs("user"),
    },
    throttling_data: {
      periods: Number(throttling.get("nr_periods") ?? 0n),
      throttled_periods: Number(throttling.get("nr_throttled") ?? 0n),
      throttled_time: Number(throttling.get("throttled_time") ?? 0n),
    },
  };
}

const pages = "cache rss rss_huge mapped_file dirty writeback pgpgin pgpgout pgfault pgmajfault inactive_anon".split(
  " ",
);
const lists = "active_anon inactive_file active_file unevictable".split(" ");
const ownNames = [...pages, ...lists];
const memoryNames = [
  ...ownNames,
  "hierarchical_memory_limit",
  "hierarchical_memsw_limit",
  ...ownNames.map((name) => `total_${name}`),
];

/** @see https://docs.kernel.org/admin-guide/cgroup-v1/memory.html */
export function v1Memory(files: CounterFiles, machineBytes: number): MemoryStats {
  if (files["memory.stat"] === undefined) return {};
  return {
    usage: numberOf(files["memory.usage_in_bytes"]),
    max_usage: numberOf(files["memory.max_usage_in_bytes"]),
    stats: chosen(tableOf(files["memory.stat"]), memoryNames),
    failcnt: numberOf(files["memory.failcnt"]),
    limit: Math.min(numberOf(files["memory.limit_in_bytes"]), machineBytes),
  };
}

/** No limit is shown as none. */
export function v1Pids(files: CounterFiles): PidsStats {
  const limit = counterOf(files["pids.max"]) ?? noLimit;
  return { current: numberOf(files["pids.current"]), ...(limit === noLimit ? {} : { limit }) };
}

/** @see https://docs.kernel.org/admin-guide/cgroup-v1/blkio-controller.html */
export function v1Blkio(files: CounterFiles): BlkioStats {
  return {
    ...{ io_queue_recursive: [], io_service_time_recursive: [], io_wait_time_recursive: [], io_merged_recursive: [] },
    ...{ io_time_recursive: [], sectors_recursive: [] },
    io_service_bytes_recursive: entriesOf(files["blkio.throttle.io_service_bytes"]),
    io_serviced_recursive: entriesOf(files["blkio.throttle.io_serviced"]),
  };
}

/** Lines of `8:0 Read 4096`; the sum over all devices is left out. */
function entriesOf(text: string | undefined): BlkioStatEntry[] {
  return Array.from((text ?? "").matchAll(/^(\d+):(\d+) (\w+) (\d+)$/gm), ([, major, minor, op = "", value]) => ({
    ...{ major: Number(major), minor: Number(minor), op: op.toLowerCase(), value: Number(value) },
  }));
}
