import type { DeviceMapping, DeviceRequest, HostConfig, ThrottleDevice, Ulimit } from "#api/types.gen.ts";
import type { ThrottledDevice } from "../shape/block-io.ts";
import type { DeviceRequest as AskedDevice } from "../shape/devices.ts";
import type { Service } from "../shape/service.ts";

const nanos = 1e9;

/** Limits, reservations and devices of a service's containers; those of `deploy` before its own. */
export function resources(service: Service): Partial<HostConfig> {
  const limits = service.deploy?.resources?.limits;
  const reservations = service.deploy?.resources?.reservations;
  const pids = limits?.pids !== undefined && limits.pids > 0 ? limits.pids : service.pids_limit || undefined;
  return {
    CgroupParent: service.cgroup_parent ?? "",
    Memory: limits?.memory || service.mem_limit || 0,
    MemorySwap: service.memswap_limit ?? 0,
    MemoryReservation: reservations?.memory || service.mem_reservation || 0,
    ...(service.mem_swappiness ? { MemorySwappiness: service.mem_swappiness } : {}),
    OomKillDisable: service.oom_kill_disable ?? false,
    CpuCount: service.cpu_count ?? 0,
    CpuPeriod: service.cpu_period ?? 0,
    CpuQuota: service.cpu_quota ?? 0,
    CpuRealtimePeriod: service.cpu_rt_period ?? 0,
    CpuRealtimeRuntime: service.cpu_rt_runtime ?? 0,
    CpuShares: service.cpu_shares ?? 0,
    CpuPercent: Math.trunc((service.cpu_percent ?? 0) * 100),
    CpusetCpus: service.cpuset ?? "",
    NanoCpus: Math.trunc((limits?.cpus || service.cpus || 0) * nanos),
    ...(pids === undefined ? {} : { PidsLimit: pids }),
    ...blockIo(service),
    Ulimits: ulimits(service),
    DeviceCgroupRules: service.device_cgroup_rules ?? null,
    ...devices(service),
  };
}

function blockIo({ blkio_config: config }: Service): Partial<HostConfig> {
  if (config === undefined) return {};
  const throttles = (rates: readonly ThrottledDevice[] | undefined): ThrottleDevice[] =>
    (rates ?? []).map(({ path = "", rate = 0 }) => ({ Path: path, Rate: rate }));
  return {
    BlkioWeight: config.weight ?? 0,
    BlkioWeightDevice: (config.weight_device ?? []).map(({ path = "", weight = 0 }) => ({
      Path: path,
      Weight: weight,
    })),
    BlkioDeviceReadBps: throttles(config.device_read_bps),
    BlkioDeviceReadIOps: throttles(config.device_read_iops),
    BlkioDeviceWriteBps: throttles(config.device_write_bps),
    BlkioDeviceWriteIOps: throttles(config.device_write_iops),
  };
}

/** By name, so that the same file always gives the same request. */
function ulimits(service: Service): Ulimit[] | null {
  if (service.ulimits === undefined) return null;
  return [...service.ulimits]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, { single = 0, soft = 0, hard = 0 }]) => ({
      Name: name,
      Soft: soft || single,
      Hard: hard || single,
    }));
}

function devices(service: Service): Pick<HostConfig, "Devices" | "DeviceRequests"> {
  const mapped: DeviceMapping[] = [];
  const qualified: string[] = [];
  for (const { source = "", target = "", permissions = "" } of service.devices ?? [])
    if (source === target && isQualifiedName(source)) qualified.push(source);
    else mapped.push({ PathOnHost: source, PathInContainer: target, CgroupPermissions: permissions });
  const reserved = (service.deploy?.resources?.reservations?.devices ?? []).map((device) =>
    request(device, device.capabilities ?? []),
  );
  const interfaces = qualified.length === 0 ? [] : [request({ driver: "cdi", device_ids: qualified }, undefined)];
  const gpus = (service.gpus ?? []).map((gpu) => request(gpu, [...(gpu.capabilities ?? []), "gpu"]));
  const requests = [...reserved, ...interfaces, ...gpus];
  return {
    Devices: mapped.length === 0 ? null : mapped,
    DeviceRequests: requests.length === 0 ? null : requests,
  };
}

function request(asked: AskedDevice, capabilities: readonly string[] | undefined): DeviceRequest {
  return {
    Driver: asked.driver ?? "",
    Count: asked.count ?? 0,
    DeviceIDs: asked.device_ids ?? null,
    Capabilities: capabilities === undefined ? null : [capabilities],
    Options: asked.options === undefined ? null : Object.fromEntries(asked.options),
  };
}

/** `vendor.com/class=name` of the Container Device Interface. */
function isQualifiedName(device: string): boolean {
  return /^[A-Za-z][\w.-]*\/[A-Za-z][\w.-]*=[A-Za-z0-9][\w.:-]*$/.test(device) && !/[.-]\//.test(device);
}
