import type { ContainerConfig, EndpointSettings, HostConfig, NetworkingConfig } from "#api/types.gen.ts";
import { notSupported } from "#base/errors.ts";

/**
 * What each field of a create request does.
 * `acts`: as in Docker. `ignored`: neither here nor in Docker on Linux. `refused`: any value but Go's zero value
 * answers 501. A list: values that act; all others are refused.
 */
type Support = "acts" | "ignored" | "refused" | readonly unknown[];
type Table<T> = Readonly<Record<keyof T, Support>>;

export const supportedConfig: Table<ContainerConfig> = {
  Hostname: "acts",
  Domainname: "acts",
  User: "acts",
  AttachStdin: "acts",
  AttachStdout: "acts",
  AttachStderr: "acts",
  ExposedPorts: "acts",
  Tty: "acts",
  OpenStdin: "acts",
  StdinOnce: "acts",
  Env: "acts",
  Cmd: "acts",
  Healthcheck: "acts",
  ArgsEscaped: "ignored",
  Image: "acts",
  Volumes: "acts",
  WorkingDir: "acts",
  Entrypoint: "acts",
  NetworkDisabled: "acts",
  MacAddress: "acts",
  OnBuild: "ignored",
  Labels: "acts",
  StopSignal: "acts",
  StopTimeout: "acts",
  Shell: "ignored",
};

export const supportedHostConfig: Table<HostConfig> = {
  Binds: "acts",
  ContainerIDFile: "ignored",
  /** json-file, local and none act: see `logConfigOf`. */
  LogConfig: "acts",
  NetworkMode: "acts",
  PortBindings: "acts",
  RestartPolicy: "acts",
  AutoRemove: "acts",
  VolumeDriver: "acts",
  VolumesFrom: "acts",
  ConsoleSize: "acts",
  Annotations: "acts",
  CapAdd: "acts",
  CapDrop: "acts",
  CgroupnsMode: "acts",
  Dns: "acts",
  DnsOptions: "acts",
  DnsSearch: "acts",
  ExtraHosts: "acts",
  GroupAdd: "acts",
  IpcMode: "acts",
  Cgroup: "ignored",
  Links: "acts",
  OomScoreAdj: "acts",
  PidMode: "acts",
  Privileged: "acts",
  PublishAllPorts: "acts",
  ReadonlyRootfs: "acts",
  SecurityOpt: "acts",
  /** Refused by `checkStorageOptions`, as Docker does where the file system has no project quotas. */
  StorageOpt: "acts",
  Tmpfs: "acts",
  UTSMode: "acts",
  /** Without remapped users all containers have the host's, and Docker does not look at the value. */
  UsernsMode: "acts",
  ShmSize: "acts",
  Sysctls: "acts",
  Runtime: "acts",
  Isolation: "acts",
  CpuShares: "acts",
  Memory: "acts",
  NanoCpus: "acts",
  CgroupParent: "acts",
  BlkioWeight: "acts",
  BlkioWeightDevice: "acts",
  BlkioDeviceReadBps: "acts",
  BlkioDeviceWriteBps: "acts",
  BlkioDeviceReadIOps: "acts",
  BlkioDeviceWriteIOps: "acts",
  CpuPeriod: "acts",
  CpuQuota: "acts",
  CpuRealtimePeriod: "acts",
  CpuRealtimeRuntime: "acts",
  CpusetCpus: "acts",
  CpusetMems: "acts",
  Devices: "acts",
  DeviceCgroupRules: "acts",
  /** A start refuses those that no driver serves, as Docker does. */
  DeviceRequests: "acts",
  KernelMemory: "ignored",
  KernelMemoryTCP: "ignored",
  MemoryReservation: "acts",
  MemorySwap: "acts",
  MemorySwappiness: "acts",
  OomKillDisable: "acts",
  PidsLimit: "acts",
  Ulimits: "acts",
  CpuCount: "ignored",
  CpuPercent: "ignored",
  IOMaximumIOps: "ignored",
  IOMaximumBandwidth: "ignored",
  Mounts: "acts",
  MaskedPaths: "acts",
  ReadonlyPaths: "acts",
  Init: "acts",
};

/** Of a network that a container is in; fields that only an engine fills are ignored, as in Docker. */
export const supportedEndpoint: Table<EndpointSettings> = {
  IPAMConfig: "acts",
  Links: "acts",
  Aliases: "acts",
  MacAddress: "acts",
  DriverOpts: "acts",
  GwPriority: "acts",
  NetworkID: "ignored",
  EndpointID: "ignored",
  Gateway: "ignored",
  IPAddress: "ignored",
  IPPrefixLen: "ignored",
  IPv6Gateway: "ignored",
  GlobalIPv6Address: "ignored",
  GlobalIPv6PrefixLen: "ignored",
  DNSNames: "ignored",
};

/**
 * Refuses each field that is set and does not act yet.
 * @throws not-implemented `not supported: HostConfig.X`
 */
export function refuseUnsupported(config: ContainerConfig, host: HostConfig, networking: NetworkingConfig): void {
  refuse(config, supportedConfig, "");
  refuse(host, supportedHostConfig, "HostConfig.");
  for (const endpoint of Object.values(networking.EndpointsConfig ?? {})) {
    refuse(endpoint, supportedEndpoint, "NetworkingConfig.EndpointsConfig.");
  }
}

/** What a connect asks of its network: fields that do not act are refused. @throws not-implemented */
export function refuseEndpoint(endpoint: EndpointSettings): void {
  refuse(endpoint, supportedEndpoint, "EndpointConfig.");
}

function refuse<T extends object>(value: T, table: Table<T>, prefix: string): void {
  for (const [name, support] of Object.entries(table) as Array<[keyof T & string, Support]>) {
    const field: unknown = value[name];
    if (support === "acts" || support === "ignored" || isZero(field)) continue;
    if (support === "refused" || !support.includes(field)) throw notSupported(prefix + name);
  }
}

/** Go's zero values, and empty lists and maps. */
function isZero(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
