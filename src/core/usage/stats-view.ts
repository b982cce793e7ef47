import { zeroValue } from "#api/decode.ts";
import type { CpuStats, StatsResponse } from "#api/types.gen.ts";
import { zeroTime } from "#base/time.ts";
import type { MachineCpu, ResourceUsage } from "./contract.ts";

/** Who the figures are of; nobody, where Docker does not say. */
export interface StatsSubject {
  readonly id: string;
  /** With its leading slash. */
  readonly name: string;
}

export interface StatsSample {
  readonly read: string;
  readonly usage?: ResourceUsage;
  readonly machine: MachineCpu;
}

/** Figures of a container that does not run. */
export function emptyStats(subject: Partial<StatsSubject>): StatsResponse {
  return { ...zeroValue("StatsResponse"), ...subject, read: zeroTime, preread: zeroTime };
}

/** One line of `GET /containers/{id}/stats`: a sample beside the one before it, where there was one. */
export function statsView(
  subject: Partial<StatsSubject>,
  sample: StatsSample,
  previous: StatsSample | undefined,
): StatsResponse {
  const { usage } = sample;
  if (usage === undefined) return emptyStats(subject);
  return {
    ...zeroValue("StatsResponse"),
    ...subject,
    read: sample.read,
    preread: previous?.usage === undefined ? zeroTime : previous.read,
    pids_stats: usage.pids,
    blkio_stats: usage.blkio,
    cpu_stats: cpuOf(sample),
    precpu_stats: previous === undefined ? zeroValue("CpuStats") : cpuOf(previous),
    memory_stats: usage.memory,
    ...(usage.networks === undefined ? {} : { networks: usage.networks }),
  };
}

function cpuOf({ usage, machine }: StatsSample): CpuStats {
  if (usage === undefined) return zeroValue("CpuStats");
  return { ...usage.cpu, system_cpu_usage: machine.usageNs, online_cpus: machine.onlineCpus };
}
