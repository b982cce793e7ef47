import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { newId } from "#base/ids.ts";
import type { CgroupSupport, CreateFacts } from "#core/container/create/facts.ts";
import type { ContainerRecord } from "#core/container/record.ts";
import type { CgroupFacts } from "../system/cgroup-facts.ts";
import { isIpv4Forwarding } from "../system/host-facts.ts";
import type { ContainerContext } from "./dependencies.ts";

/** What checking a request needs to know; read anew where it changes. */
export function createFacts(context: ContainerContext): CreateFacts {
  const { settings, hostFacts } = context;
  return {
    cpuCount: availableParallelism(),
    cpus: kernelList("/sys/devices/system/cpu/online"),
    memoryNodes: kernelList("/sys/devices/system/node/online"),
    cgroups: context.cgroups,
    cgroupVersion: hostFacts.cgroupVersion,
    cgroupDriver: settings.cgroupDriver,
    ipv4Forwarding: isIpv4Forwarding(),
    hostname: hostFacts.hostname,
    runtimes: settings.runtimes.map(({ name }) => name),
    defaultRuntime: settings.defaultRuntime,
    capabilities: hostFacts.capabilities,
    shmSizeBytes: settings.shmSizeBytes,
    ipcMode: settings.ipcMode,
    cgroupnsMode: settings.cgroupnsMode,
    dataRoot: settings.dataRoot,
    logDriver: settings.logDriver,
    logOptions: settings.logOptions,
    containerId: (ref) => context.table.idOf(ref),
    donor: (ref) => donor(context, ref),
    mountedImage: (ref) => context.images.resolve(ref).id,
    newVolumeName: () => newId(),
    pathExists: existsSync,
  };
}

function donor(context: ContainerContext, ref: string): ContainerRecord | undefined {
  const id = context.table.idOf(ref);
  return id === undefined ? undefined : context.table.find(id).record;
}

/** What the kernel's cgroups offer, by the facts that `info` shows and the files of the root group. */
export function cgroupSupport(facts: CgroupFacts): CgroupSupport {
  const legacy = facts.version === 1;
  const blkio = (file: string): boolean => !legacy || existsSync(`/sys/fs/cgroup/blkio/blkio.${file}`);
  return {
    memory: facts.memoryLimit,
    swap: facts.swapLimit,
    memoryReservation: facts.memoryLimit,
    memorySwappiness: legacy && facts.memoryLimit,
    oomKillDisable: facts.oomKillDisable,
    pids: facts.pids,
    cpuCfs: facts.cpuCfsQuota,
    cpuShares: facts.cpuShares,
    cpuset: facts.cpuset,
    blkioWeight: blkio("weight"),
    blkioWeightDevice: blkio("weight_device"),
    blkioThrottle: blkio("throttle.read_bps_device"),
  };
}

/** `0-3`, or `0` where the machine does not say. */
function kernelList(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "0";
  }
}
