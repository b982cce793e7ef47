import type { SystemInfo } from "#api/types.gen.ts";
import type { ActionTimes } from "./action-times.ts";
import type { Metric, Sample } from "./text.ts";

/** What has been counted since the engine started. */
export interface EngineTotals {
  readonly events: number;
  readonly healthChecks: number;
  readonly failedHealthChecks: number;
}

export interface MetricFacts {
  readonly info: SystemInfo;
  readonly commit: string;
  readonly totals: EngineTotals;
  readonly actions: ActionTimes;
}

/** dockerd's metrics of the engine, but for those of what Gantry has not. */
export function engineMetrics({ info, commit, totals, actions }: MetricFacts): Metric[] {
  const metric = (name: string, type: Metric["type"], help: string, ...samples: Sample[]): Metric => ({
    name: `engine_daemon_${name}`,
    type,
    help,
    samples,
  });
  const state = (name: string, value: number): Sample => ({ labels: { state: name }, value });
  const times = actions.containers.map(([action, histogram]) => ({ labels: { action }, times: histogram }));
  return [
    metric(
      "container_actions_seconds",
      "histogram",
      "The number of seconds it takes to process each container action",
      ...times,
    ),
    metric(
      ...(["container_states_containers", "gauge", "The count of containers in various states"] as const),
      state("paused", info.ContainersPaused),
      state("running", info.ContainersRunning),
      state("stopped", info.ContainersStopped),
    ),
    metric("engine_cpus_cpus", "gauge", "The number of cpus that the host system of the engine has", {
      value: info.NCPU,
    }),
    metric("engine_info", "gauge", "The information related to the engine and the OS it is running on", {
      labels: engineLabels(info, commit),
      value: 1,
    }),
    metric("engine_memory_bytes", "gauge", "The number of bytes of memory that the host system of the engine has", {
      value: info.MemTotal,
    }),
    metric("events_subscribers_total", "gauge", "The number of current subscribers to events", {
      value: info.NEventsListener,
    }),
    metric("events_total", "counter", "The number of events logged", { value: totals.events }),
    metric("health_checks_failed_total", "counter", "The total number of failed health checks", {
      value: totals.failedHealthChecks,
    }),
    metric("health_checks_total", "counter", "The total number of health checks", { value: totals.healthChecks }),
  ];
}

function engineLabels(info: SystemInfo, commit: string): Record<string, string> {
  return {
    architecture: info.Architecture,
    commit,
    daemon_id: info.ID,
    graphdriver: info.Driver,
    kernel: info.KernelVersion,
    os: info.OperatingSystem,
    os_type: info.OSType,
    os_version: info.OSVersion,
    version: info.ServerVersion,
  };
}
