import { existsSync, readFileSync, writeFileSync } from "node:fs";

interface Resources {
  readonly pids?: { readonly limit: number };
  readonly cpu?: Readonly<Record<string, unknown>> & { readonly quota?: number };
}

const root = "/sys/fs/cgroup";

/**
 * Takes away the limits of which -1 says that there is to be none, and gives what is left to change. crun (1.8) writes
 * the -1 as it is to files that want `max`, or that take it for a huge number.
 * @param cgroupsPath the container's folder below each hierarchy
 */
export function liftLimits(cgroupsPath: string | undefined, resources: Resources): Resources {
  if (cgroupsPath === undefined) return resources;
  const path = cgroupsPath.startsWith("/") ? cgroupsPath : `/${cgroupsPath}`;
  const { pids, cpu, ...others } = resources;
  const { quota, ...otherCpu } = cpu ?? {};
  const noPids = pids !== undefined && pids.limit < 0;
  const noQuota = quota !== undefined && quota < 0;
  if (noPids) liftPids(path);
  if (noQuota) liftQuota(path);
  const cpuLeft = noQuota ? otherCpu : (cpu ?? {});
  return {
    ...others,
    ...(pids === undefined || noPids ? {} : { pids }),
    ...(Object.keys(cpuLeft).length === 0 ? {} : { cpu: cpuLeft }),
  };
}

function isUnified(): boolean {
  return existsSync(`${root}/cgroup.controllers`);
}

function liftPids(path: string): void {
  writeFileSync(isUnified() ? `${root}${path}/pids.max` : `${root}/pids${path}/pids.max`, "max");
}

function liftQuota(path: string): void {
  if (!isUnified()) {
    writeFileSync(`${root}/cpu${path}/cpu.cfs_quota_us`, "-1");
    return;
  }
  const file = `${root}${path}/cpu.max`;
  writeFileSync(file, `max ${readFileSync(file, "utf8").trim().split(" ")[1] ?? "100000"}`);
}
