import type { HostConfig } from "#api/types.gen.ts";
import { checkCpuset } from "./cpuset.ts";
import type { CreateFacts } from "./facts.ts";
import { invalid } from "./invalid.ts";

type Change = Partial<{ -readonly [Field in keyof HostConfig]: HostConfig[Field] }>;

/** The checks that need only the request: Docker makes them while it decodes. @throws invalid-argument */
export function checkRequestedResources(host: HostConfig): void {
  if (host.IOMaximumBandwidth > 0) throw unsupportedQos("bandwidth");
  if (host.IOMaximumIOps > 0) throw unsupportedQos("IOPs");
  if (host.CpuShares < 0) throw invalid(`invalid CPU shares (${host.CpuShares}): value must be a positive integer`);
  const { CpuRealtimePeriod: period, CpuRealtimeRuntime: runtime } = host;
  if (period !== 0 && runtime !== 0 && runtime > period) {
    throw invalid("cpu real-time runtime cannot be higher than cpu real-time period");
  }
}

function unsupportedQos(what: string): Error {
  return invalid(`invalid option: QoS maximum ${what} configuration is not supported on linux`);
}

/**
 * Checks limits against the machine, in moby's order.
 * @returns what is discarded for want of kernel support, and the warnings that say so
 * @throws invalid-argument
 */
export function checkResources(host: HostConfig, facts: CreateFacts): { change: Change; warnings: string[] } {
  const warnings: string[] = [];
  const change = { ...checkMemory(host, facts, warnings), ...checkCpu(host, facts, warnings) };
  checkCpuset(change.CpusetCpus ?? host.CpusetCpus, facts.cpus, "cpus");
  checkCpuset(change.CpusetMems ?? host.CpusetMems, facts.memoryNodes, "mems");
  return { change: { ...change, ...checkBlkio(host, facts, warnings) }, warnings };
}

const minimumMemory = 6 * 2 ** 20;

function checkMemory(host: HostConfig, { cgroups }: CreateFacts, warnings: string[]): Change {
  const change: Change = host.MemorySwappiness === -1 ? { MemorySwappiness: null } : {};
  const discard = (what: string, fields: Change) => {
    warnings.push(what);
    Object.assign(change, fields);
  };
  const value = <Field extends keyof HostConfig>(field: Field) => (change[field] ?? host[field]) as HostConfig[Field];
  const unsupported = (what: string, rest: string) =>
    `Your kernel does not support ${what} capabilities or the cgroup is not mounted. ${rest}`;
  if (host.Memory !== 0 && host.Memory < minimumMemory) throw invalid("Minimum memory limit allowed is 6MB");
  if (host.Memory > 0 && !cgroups.memory) {
    discard(unsupported("memory limit", "Limitation discarded."), { Memory: 0, MemorySwap: -1 });
  }
  if (value("Memory") > 0 && value("MemorySwap") !== -1 && !cgroups.swap) {
    discard(unsupported("swap limit", "Memory limited without swap."), { MemorySwap: -1 });
  }
  const swap = value("MemorySwap");
  if (value("Memory") > 0 && swap > 0 && swap < value("Memory")) {
    throw invalid("Minimum memoryswap limit should be larger than memory limit, see usage");
  }
  if (value("Memory") === 0 && swap > 0) {
    throw invalid("You should always set the Memory limit when using Memoryswap limit, see usage");
  }
  const swappiness = change.MemorySwappiness === null ? null : host.MemorySwappiness;
  if (swappiness !== null && !cgroups.memorySwappiness) {
    discard(unsupported("memory swappiness", "Memory swappiness discarded."), { MemorySwappiness: null });
  } else if (swappiness !== null && (swappiness < 0 || swappiness > 100)) {
    throw invalid(`Invalid value: ${swappiness}, valid memory swappiness range is 0-100`);
  }
  if (host.MemoryReservation > 0) checkReservation(host, cgroups.memoryReservation, discard);
  return { ...change, ...checkOomAndPids(host, cgroups, warnings) };
}

function checkReservation(host: HostConfig, supported: boolean, discard: (what: string, fields: Change) => void): void {
  if (!supported) {
    const what = "Your kernel does not support memory soft limit capabilities or the cgroup is not mounted.";
    discard(`${what} Limitation discarded.`, { MemoryReservation: 0 });
  } else if (host.MemoryReservation < minimumMemory) throw invalid("Minimum memory reservation allowed is 6MB");
  else if (host.Memory > 0 && host.Memory < host.MemoryReservation) {
    throw invalid("Minimum memory limit can not be less than memory reservation limit, see usage");
  }
}

function checkOomAndPids(host: HostConfig, cgroups: CreateFacts["cgroups"], warnings: string[]): Change {
  const change: Change = {};
  if (!cgroups.oomKillDisable) {
    if (host.OomKillDisable === true) {
      warnings.push("Your kernel does not support OomKillDisable. OomKillDisable discarded.");
    }
    change.OomKillDisable = null;
  } else if (host.OomKillDisable === true && host.Memory === 0) {
    warnings.push(
      "OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.",
    );
  }
  if (host.PidsLimit !== null && !cgroups.pids) {
    if (host.PidsLimit > 0) {
      warnings.push(
        "Your kernel does not support PIDs limit capabilities or the cgroup is not mounted. PIDs limit discarded.",
      );
    }
    change.PidsLimit = null;
  }
  return change;
}

function checkCpu(host: HostConfig, { cgroups, cpuCount }: CreateFacts, warnings: string[]): Change {
  const change: Change = {};
  if (host.NanoCpus > 0 && host.CpuPeriod > 0) {
    throw invalid("Conflicting options: Nano CPUs and CPU Period cannot both be set");
  }
  if (host.NanoCpus > 0 && host.CpuQuota > 0) {
    throw invalid("Conflicting options: Nano CPUs and CPU Quota cannot both be set");
  }
  if (host.NanoCpus > 0 && !cgroups.cpuCfs) {
    throw invalid(
      "NanoCPUs can not be set, as your kernel does not support CPU CFS scheduler or the cgroup is not mounted",
    );
  }
  if (host.NanoCpus < 0 || host.NanoCpus > cpuCount * 1e9) {
    throw invalid(`range of CPUs is from 0.01 to ${cpuCount}.00, as there are only ${cpuCount} CPUs available`);
  }
  if (host.CpuShares > 0 && !cgroups.cpuShares) {
    warnings.push("Your kernel does not support CPU shares or the cgroup is not mounted. Shares discarded.");
    change.CpuShares = 0;
  }
  if ((host.CpuPeriod !== 0 || host.CpuQuota !== 0) && !cgroups.cpuCfs) {
    warnings.push("Your kernel does not support CPU CFS scheduler. CPU period/quota discarded.");
    Object.assign(change, { CpuPeriod: 0, CpuQuota: 0 });
  } else if (host.CpuPeriod !== 0 && (host.CpuPeriod < 1000 || host.CpuPeriod > 1_000_000)) {
    throw invalid("CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
  } else if (host.CpuQuota > 0 && host.CpuQuota < 1000) {
    throw invalid("CPU cfs quota can not be less than 1ms (i.e. 1000)");
  }
  if (host.CpuPercent > 0) {
    warnings.push("linux does not support CPU percent. Percent discarded.");
    change.CpuPercent = 0;
  }
  if ((host.CpusetCpus !== "" || host.CpusetMems !== "") && !cgroups.cpuset) {
    warnings.push("Your kernel does not support cpuset or the cgroup is not mounted. Cpuset discarded.");
    Object.assign(change, { CpusetCpus: "", CpusetMems: "" });
  }
  return change;
}

function checkBlkio(host: HostConfig, { cgroups }: CreateFacts, warnings: string[]): Change {
  const change: Change = {};
  if (host.BlkioWeight > 0 && !cgroups.blkioWeight) {
    warnings.push("Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.");
    change.BlkioWeight = 0;
  } else if (host.BlkioWeight > 0 && (host.BlkioWeight < 10 || host.BlkioWeight > 1000)) {
    throw invalid("Range of blkio weight is from 10 to 1000");
  }
  if ((host.BlkioWeightDevice ?? []).length > 0 && !cgroups.blkioWeightDevice) {
    warnings.push(
      "Your kernel does not support Block I/O weight_device or the cgroup is not mounted. Weight-device discarded.",
    );
    change.BlkioWeightDevice = [];
  }
  const throttles = [
    ["BlkioDeviceReadBps", "BPS Block I/O read", "BPS read"],
    ["BlkioDeviceWriteBps", "BPS Block I/O write", "BPS write"],
    ["BlkioDeviceReadIOps", "IOPS Block read", "IOPS read"],
    ["BlkioDeviceWriteIOps", "IOPS Block write", "IOPS write"],
  ] as const;
  for (const [field, limit, short] of throttles) {
    if ((host[field] ?? []).length === 0 || cgroups.blkioThrottle) continue;
    warnings.push(
      `Your kernel does not support ${limit} limit or the cgroup is not mounted. Block I/O ${short} limit discarded.`,
    );
    change[field] = [];
  }
  return change;
}
