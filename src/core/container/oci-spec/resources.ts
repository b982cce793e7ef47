import type { ContainerUpdateRequest, HostConfig, Resources } from "#api/types.gen.ts";
import { EngineError } from "#base/errors.ts";
import type {
  OciBlockIo,
  OciCpu,
  OciDeviceRule,
  OciMemory,
  OciResources,
  OciThrottle,
} from "#formats/oci/runtime-spec.ts";
import type { OciSpecInput } from "./input.ts";

const cfsPeriodUs = 100_000;

/**
 * `linux.resources`, with numbers as the request gives them: the runtime turns shares into weights and splits memory
 * and swap where the host has cgroup v2.
 */
export function resourcesOf(input: OciSpecInput): OciResources {
  const memory = memoryOf(input.hostConfig, input.host.cgroupVersion);
  const cpu = cpuOf(input.hostConfig);
  const blockIO = blockIoOf(input);
  const limit = input.hostConfig.PidsLimit;
  return {
    devices: deviceRules(input),
    ...(isEmpty(memory) ? {} : { memory }),
    ...(isEmpty(cpu) ? {} : { cpu }),
    ...(limit === null || limit <= 0 ? {} : { pids: { limit } }),
    ...(isEmpty(blockIO) ? {} : { blockIO }),
  };
}

/** What an update of a running container asks for, of the limits that can be changed. */
export function requestedResources(asked: ContainerUpdateRequest): OciResources {
  const memory = {
    ...(asked.Memory !== 0 ? { limit: asked.Memory } : {}),
    ...(asked.MemoryReservation !== 0 ? { reservation: asked.MemoryReservation } : {}),
    ...(asked.MemorySwap !== 0 ? { swap: asked.MemorySwap } : {}),
  };
  const cpu = cpuOf(asked);
  return {
    ...(isEmpty(memory) ? {} : { memory }),
    ...(isEmpty(cpu) ? {} : { cpu }),
    ...(asked.PidsLimit === null ? {} : { pids: { limit: asked.PidsLimit <= 0 ? -1 : asked.PidsLimit } }),
    ...(asked.BlkioWeight > 0 ? { blockIO: { weight: asked.BlkioWeight } } : {}),
  };
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

function memoryOf(host: HostConfig, cgroupVersion: 1 | 2): OciMemory {
  return {
    ...(host.Memory > 0 ? { limit: host.Memory } : {}),
    ...(host.MemoryReservation > 0 ? { reservation: host.MemoryReservation } : {}),
    ...(host.MemorySwap > 0 ? { swap: host.MemorySwap } : {}),
    ...(host.MemorySwappiness === null || cgroupVersion === 2 ? {} : { swappiness: host.MemorySwappiness }),
    ...(host.OomKillDisable === true && cgroupVersion === 1 ? { disableOOMKiller: true } : {}),
  };
}

function cpuOf(host: Resources): OciCpu {
  const quota = host.CpuQuota !== 0 ? host.CpuQuota : Math.trunc((host.NanoCpus * cfsPeriodUs) / 1e9);
  const period = host.CpuPeriod !== 0 ? host.CpuPeriod : host.NanoCpus > 0 ? cfsPeriodUs : 0;
  return {
    ...(host.CpuShares > 0 ? { shares: host.CpuShares } : {}),
    ...(quota !== 0 ? { quota } : {}),
    ...(period !== 0 ? { period } : {}),
    ...(host.CpuRealtimeRuntime !== 0 ? { realtimeRuntime: host.CpuRealtimeRuntime } : {}),
    ...(host.CpuRealtimePeriod !== 0 ? { realtimePeriod: host.CpuRealtimePeriod } : {}),
    ...(host.CpusetCpus !== "" ? { cpus: host.CpusetCpus } : {}),
    ...(host.CpusetMems !== "" ? { mems: host.CpusetMems } : {}),
  };
}

function blockIoOf({ hostConfig, devices }: OciSpecInput): OciBlockIo {
  const numbersOf = (path: string) => {
    const numbers = devices.blockDevices.get(path);
    if (numbers === undefined) throw new EngineError("system", `stat ${path}: no such file or directory`);
    return numbers;
  };
  const throttles = (list: HostConfig["BlkioDeviceReadBps"]): OciThrottle[] =>
    (list ?? []).map(({ Path, Rate }) => ({ ...numbersOf(Path), rate: Rate }));
  const weights = (hostConfig.BlkioWeightDevice ?? []).map(({ Path, Weight }) => ({
    ...numbersOf(Path),
    weight: Weight,
  }));
  const lists = {
    weightDevice: weights,
    throttleReadBpsDevice: throttles(hostConfig.BlkioDeviceReadBps),
    throttleWriteBpsDevice: throttles(hostConfig.BlkioDeviceWriteBps),
    throttleReadIOPSDevice: throttles(hostConfig.BlkioDeviceReadIOps),
    throttleWriteIOPSDevice: throttles(hostConfig.BlkioDeviceWriteIOps),
  };
  const filled = Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
  return { ...(hostConfig.BlkioWeight > 0 ? { weight: hostConfig.BlkioWeight } : {}), ...filled };
}

/** null, zero, full, random, urandom, tty, console (devices.txt of the kernel); fuse is named to stay shut. */
const defaultRules: readonly OciDeviceRule[] = [
  { allow: false, access: "rwm" },
  ...[
    [1, 5],
    [1, 3],
    [1, 9],
    [1, 8],
    [5, 0],
    [5, 1],
  ].map(([major = 0, minor = 0]) => ({ allow: true, type: "c", major, minor, access: "rwm" })),
  { allow: false, type: "c", major: 10, minor: 229, access: "rwm" },
];

function deviceRules({ hostConfig, devices }: OciSpecInput): OciDeviceRule[] {
  if (hostConfig.Privileged) return [{ allow: true, access: "rwm" }];
  return [...defaultRules, ...devices.rules, ...(hostConfig.DeviceCgroupRules ?? []).map(parseDeviceRule)];
}

/**
 * A rule such as `c 10:* rwm`.
 * @throws system `invalid device cgroup rule format: 'x'`
 */
export function parseDeviceRule(text: string): OciDeviceRule {
  const match = /^([acb]) ([0-9]+|\*):([0-9]+|\*) ([rwm]{1,3})$/.exec(text);
  if (match === null) throw new EngineError("system", `invalid device cgroup rule format: '${text}'`);
  const [, type = "", major = "", minor = "", access = ""] = match;
  return {
    allow: true,
    type,
    ...(major === "*" ? {} : { major: Number(major) }),
    ...(minor === "*" ? {} : { minor: Number(minor) }),
    access,
  };
}
