import type { BlkioStats, CpuStats, MemoryStats, NetworkStats, PidsStats } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";

/** What the kernel has counted for a container, in the API's shapes. Times are in nanoseconds, sizes in bytes. */
export interface ResourceUsage {
  /** Without what belongs to the machine (`system_cpu_usage`, `online_cpus`). */
  readonly cpu: CpuStats;
  readonly memory: MemoryStats;
  readonly pids: PidsStats;
  readonly blkio: BlkioStats;
  /** By the name of the interface inside, loopback left out; undefined: it has no network namespace of its own. */
  readonly networks?: Readonly<Record<string, NetworkStats>>;
}

/** What all processors of the machine have done. */
export interface MachineCpu {
  /** Nanoseconds of all processors, idle time included. */
  readonly usageNs: number;
  readonly onlineCpus: number;
}

/** A container whose first process runs. */
export interface UsageSubject {
  readonly containerId: string;
  readonly pid: number;
  /** Its interfaces are those of its network namespace, and not the host's. */
  readonly networks: boolean;
}

/** Reads the counters of running containers. Never blocks the caller's thread. */
export interface UsageReader {
  /** @throws not-found when the container's cgroup is gone */
  read(op: Op, subject: UsageSubject): Promise<ResourceUsage>;
  /** Ids of its processes in this pid namespace, those of cgroups below its own included. @throws not-found */
  processes(op: Op, subject: Pick<UsageSubject, "containerId" | "pid">): Promise<readonly number[]>;
  machine(op: Op): Promise<MachineCpu>;
}
