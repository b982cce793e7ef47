import { readdirSync, readFileSync } from "node:fs";
import { processStartMs } from "../process-start.ts";
import type { Metric } from "./text.ts";

const pageBytes = 4096;

/** What every exporter of Prometheus tells of its own process. @see proc(5) */
export function processMetrics(): Metric[] {
  const { user, system } = process.cpuUsage();
  const [virtualPages = 0, residentPages = 0] = readFileSync("/proc/self/statm", "utf8").split(" ").map(Number);
  const maxFds = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
  const metric = (name: string, type: Metric["type"], help: string, value: number): Metric => ({
    name: `process_${name}`,
    ...{ type, help, samples: [{ value }] },
  });
  return [
    metric("cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds.", (user + system) / 1e6),
    metric("max_fds", "gauge", "Maximum number of open file descriptors.", Number(maxFds ?? 0)),
    metric("open_fds", "gauge", "Number of open file descriptors.", readdirSync("/proc/self/fd").length),
    metric("resident_memory_bytes", "gauge", "Resident memory size in bytes.", residentPages * pageBytes),
    metric("virtual_memory_bytes", "gauge", "Virtual memory size in bytes.", virtualPages * pageBytes),
    metric(
      ...(["start_time_seconds", "gauge", "Start time of the process since unix epoch in seconds."] as const),
      (processStartMs(process.pid) ?? 0) / 1000,
    ),
  ];
}
