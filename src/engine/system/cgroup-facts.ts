import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What the kernel's cgroups can limit, as `GET /info` tells it. */
export interface CgroupFacts {
  readonly version: 1 | 2;
  /** Where the unified hierarchy is mounted beside version 1: runtimes that know no such host must not see it. */
  readonly hiddenMounts: readonly string[];
  readonly memoryLimit: boolean;
  readonly swapLimit: boolean;
  readonly kernelMemoryTcp: boolean;
  readonly oomKillDisable: boolean;
  readonly cpuCfsPeriod: boolean;
  readonly cpuCfsQuota: boolean;
  readonly cpuShares: boolean;
  readonly cpuset: boolean;
  readonly pids: boolean;
}

/**
 * Reads the cgroup mounts of this process: version 2 when nothing but the unified hierarchy is there.
 * @see https://docs.kernel.org/admin-guide/cgroup-v1/memory.html
 * @see https://docs.kernel.org/admin-guide/cgroup-v2.html
 */
export function readCgroupFacts(root = "/"): CgroupFacts {
  const mountinfo = readFileSync(join(root, "proc/self/mountinfo"), "utf8");
  const mounts = legacyMounts(mountinfo);
  return mounts.size === 0 ? unifiedFacts(root, mountinfo) : legacyFacts(root, { mounts, mountinfo });
}

/** Mount points of version 1 by controller. */
function legacyMounts(mountinfo: string): ReadonlyMap<string, string> {
  const mounts = new Map<string, string>();
  for (const line of mountinfo.split("\n")) {
    const match = /^\S+ \S+ \S+ \S+ (\S+) .* - cgroup \S+ (\S+)$/.exec(line);
    if (match === null) continue;
    const [, mountPoint = "", options = ""] = match;
    for (const option of options.split(",")) if (!mounts.has(option)) mounts.set(option, mountPoint);
  }
  for (const option of ["rw", "ro"]) mounts.delete(option);
  return mounts;
}

function legacyFacts(
  root: string,
  { mounts, mountinfo }: { readonly mounts: ReadonlyMap<string, string>; readonly mountinfo: string },
): CgroupFacts {
  const has = (controller: string, file: string): boolean => {
    const mountPoint = mounts.get(controller);
    return mountPoint !== undefined && existsSync(join(root, mountPoint, file));
  };
  return {
    version: 1,
    hiddenMounts: unifiedMounts(mountinfo),
    memoryLimit: mounts.has("memory"),
    swapLimit: has("memory", "memory.memsw.limit_in_bytes"),
    kernelMemoryTcp: has("memory", "memory.kmem.tcp.limit_in_bytes"),
    oomKillDisable: has("memory", "memory.oom_control"),
    cpuCfsPeriod: has("cpu", "cpu.cfs_period_us"),
    cpuCfsQuota: has("cpu", "cpu.cfs_quota_us"),
    cpuShares: has("cpu", "cpu.shares"),
    cpuset: has("cpuset", "cpuset.cpus"),
    pids: mounts.has("pids"),
  };
}

function unifiedFacts(root: string, mountinfo: string): CgroupFacts {
  const mountPoint = unifiedMounts(mountinfo)[0] ?? "/sys/fs/cgroup";
  const controllers = new Set(readWords(join(root, mountPoint, "cgroup.controllers")));
  const cpu = controllers.has("cpu");
  return {
    version: 2,
    hiddenMounts: [],
    memoryLimit: controllers.has("memory"),
    swapLimit: controllers.has("memory") && existsSync(join(root, "proc/swaps")),
    kernelMemoryTcp: false,
    oomKillDisable: false,
    cpuCfsPeriod: cpu,
    cpuCfsQuota: cpu,
    cpuShares: cpu,
    cpuset: controllers.has("cpuset"),
    pids: controllers.has("pids"),
  };
}

function unifiedMounts(mountinfo: string): string[] {
  return Array.from(mountinfo.matchAll(/^\S+ \S+ \S+ \S+ (\S+) .* - cgroup2 /gm), ([, mountPoint = ""]) => mountPoint);
}

function readWords(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split(/\s+/);
  } catch {
    return [];
  }
}

/** What `docker info` warns about, in Docker's words. */
export function cgroupWarnings(facts: CgroupFacts): string[] {
  const missing: Array<[boolean, string]> = [
    [facts.memoryLimit, "memory limit"],
    [facts.swapLimit, "swap limit"],
    [facts.oomKillDisable || facts.version === 2, "oom kill disable"],
    [facts.cpuCfsQuota, "cpu cfs quota"],
    [facts.cpuCfsPeriod, "cpu cfs period"],
    [facts.cpuShares, "cpu shares"],
    [facts.cpuset, "cpuset"],
  ];
  return missing.filter(([there]) => !there).map(([, what]) => `WARNING: No ${what} support`);
}
