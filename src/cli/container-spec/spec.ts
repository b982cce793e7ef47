import type { ContainerConfig, HealthConfig, HostConfig, Mount } from "#api/types.gen.ts";
import { capabilityNames } from "#client/capability-names.ts";
import type { ContainerSpec } from "#client/container-create.ts";
import type { Invocation } from "../command.ts";
import type { specFlags } from "./create-flags.ts";
import { parseDevices } from "./devices.ts";
import { pairsOf, readPairsFile } from "./key-values.ts";
import { distinctUlimits } from "./limits.ts";
import { isHardwareAddress } from "./names.ts";
import { type NetworkRequest, networkRequest } from "./network.ts";
import { parsePorts } from "./ports.ts";
import { parseRestart } from "./restart.ts";
import { parseSecurity } from "./security.ts";
import { type ParsedVolumes, parseVolumes } from "./volumes.ts";

type SpecInvocation = Invocation<typeof specFlags>;
type Values = SpecInvocation["flags"];

/** The create request that a command line stands for. @throws Error in Docker's words. */
export function containerSpec(invocation: SpecInvocation): ContainerSpec {
  const { flags } = invocation;
  if (flags["mac-address"] !== "" && !isHardwareAddress(flags["mac-address"])) {
    throw new Error(`${flags["mac-address"]} is not a valid mac address`);
  }
  checkRanges(flags);
  const ports = parsePorts(flags.publish, flags.expose);
  const volumes = parseVolumes(flags.volume);
  const hostParts = hostConfig(invocation, volumes);
  const network = networkOf(flags);
  return {
    ...config(invocation, volumes),
    ...(Object.keys(ports.exposed).length === 0 ? {} : { ExposedPorts: ports.exposed }),
    HostConfig: { ...hostParts, NetworkMode: network.mode, PortBindings: ports.bindings },
    NetworkingConfig: { EndpointsConfig: network.endpoints },
  };
}

function checkRanges(flags: Values): void {
  const swappiness = flags["memory-swappiness"];
  if (swappiness !== -1 && (swappiness < 0 || swappiness > 100)) {
    throw new Error(`invalid value: ${swappiness}. Valid memory swappiness range is 0-100`);
  }
}

function config(invocation: SpecInvocation, volumes: ParsedVolumes): Partial<ContainerConfig> {
  const { flags, args, changed } = invocation;
  const [image = "", ...command] = args;
  const streams = new Set(flags.attach);
  const attachAll = streams.size === 0;
  const attachStdin = flags.interactive || streams.has("stdin");
  const health = healthConfig(flags);
  const env = [...flags["env-file"].flatMap((path) => readPairsFile(path, (name) => process.env[name])), ...flags.env];
  const labels = [...flags["label-file"].flatMap((path) => readPairsFile(path)), ...flags.label];
  return {
    Hostname: flags.hostname,
    Domainname: flags.domainname,
    User: flags.user,
    AttachStdin: attachStdin,
    AttachStdout: attachAll || streams.has("stdout"),
    AttachStderr: attachAll || streams.has("stderr"),
    Tty: flags.tty,
    OpenStdin: flags.interactive,
    StdinOnce: flags.interactive && attachStdin,
    Env: env.length === 0 ? null : env,
    Cmd: command.length === 0 ? null : command,
    ...(health === undefined ? {} : { Healthcheck: health }),
    Image: image,
    Volumes: volumes.anonymous,
    WorkingDir: flags.workdir,
    Entrypoint: changed("entrypoint") ? [flags.entrypoint] : null,
    OnBuild: null,
    Labels: pairsOf(labels),
    ...(changed("stop-signal") ? { StopSignal: flags["stop-signal"] } : {}),
    ...(changed("stop-timeout") ? { StopTimeout: flags["stop-timeout"] } : {}),
  };
}

function healthConfig(flags: Values): HealthConfig | undefined {
  const settings = {
    Interval: flags["health-interval"],
    Timeout: flags["health-timeout"],
    StartPeriod: flags["health-start-period"],
    StartInterval: flags["health-start-interval"],
    Retries: flags["health-retries"],
  };
  const command = flags["health-cmd"];
  const given = command !== "" || Object.values(settings).some((value) => value !== 0);
  if (flags["no-healthcheck"]) {
    if (given) throw new Error("--no-healthcheck conflicts with --health-* options");
    return { Test: ["NONE"] };
  }
  if (!given) return undefined;
  for (const [name, value] of [
    ["interval", settings.Interval],
    ["timeout", settings.Timeout],
    ["retries", settings.Retries],
    ["start-period", settings.StartPeriod],
    ["start-interval", settings.StartInterval],
  ] as const) {
    if (value < 0) throw new Error(`--health-${name} cannot be negative`);
  }
  const set = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== 0));
  return { ...(command === "" ? {} : { Test: ["CMD-SHELL", command] }), ...set };
}

function hostConfig({ flags, changed }: SpecInvocation, volumes: ParsedVolumes): Partial<HostConfig> {
  const devices = parseDevices(flags.device);
  checkModes(flags);
  const restart = parseRestart(flags.restart);
  const logOptions = pairsOf(flags["log-opt"]);
  if (flags["log-driver"] === "none" && flags["log-opt"].length > 0) {
    throw new Error(`invalid logging opts for driver ${flags["log-driver"]}`);
  }
  const security = parseSecurity(flags["security-opt"]);
  if (flags["storage-opt"].some((text) => !text.includes("="))) throw new Error("invalid storage option");
  const requests = [...flags.gpus, ...cdiRequests(devices.names)];
  if (flags.rm && restart.Name !== "no" && restart.Name !== "") {
    throw new Error("conflicting options: cannot specify both --restart and --rm");
  }
  const mounts = mountsOf(flags);
  return {
    Binds: volumes.binds.length === 0 ? null : volumes.binds,
    ContainerIDFile: flags.cidfile,
    LogConfig: { Type: flags["log-driver"], Config: logOptions },
    RestartPolicy: restart,
    AutoRemove: flags.rm,
    VolumeDriver: flags["volume-driver"],
    VolumesFrom: orNull(flags["volumes-from"]),
    ConsoleSize: [0, 0],
    ...filled("Annotations", flags.annotation),
    CapAdd: capabilityNames(flags["cap-add"]),
    CapDrop: capabilityNames(flags["cap-drop"]),
    CgroupnsMode: flags.cgroupns,
    Dns: flags.dns,
    DnsOptions: [...flags["dns-option"], ...flags["dns-opt"]],
    DnsSearch: flags["dns-search"],
    ExtraHosts: orNull(flags["add-host"]),
    GroupAdd: orNull(flags["group-add"]),
    IpcMode: flags.ipc,
    Cgroup: "",
    Links: orNull(flags.link),
    OomScoreAdj: flags["oom-score-adj"],
    PidMode: flags.pid,
    Privileged: flags.privileged,
    PublishAllPorts: flags["publish-all"],
    ReadonlyRootfs: flags["read-only"],
    SecurityOpt: security.options,
    ...filled("StorageOpt", pairsOf(flags["storage-opt"])),
    ...filled("Tmpfs", Object.fromEntries(flags.tmpfs.map(splitTmpfs))),
    UTSMode: flags.uts,
    UsernsMode: flags.userns,
    ShmSize: flags["shm-size"],
    ...filled("Sysctls", flags.sysctl),
    ...(flags.runtime === "" ? {} : { Runtime: flags.runtime }),
    Isolation: flags.isolation,
    ...resources(flags),
    Devices: devices.mappings,
    DeviceRequests: requests.length === 0 ? null : requests,
    ...(mounts.length === 0 ? {} : { Mounts: mounts }),
    MaskedPaths: security.maskedPaths,
    ReadonlyPaths: security.readonlyPaths,
    ...(changed("init") ? { Init: flags.init } : {}),
  };
}

function resources(flags: Values): Partial<HostConfig> {
  return {
    CpuShares: flags["cpu-shares"],
    Memory: flags.memory,
    NanoCpus: flags.cpus,
    CgroupParent: flags["cgroup-parent"],
    BlkioWeight: flags["blkio-weight"],
    BlkioWeightDevice: flags["blkio-weight-device"],
    BlkioDeviceReadBps: flags["device-read-bps"],
    BlkioDeviceWriteBps: flags["device-write-bps"],
    BlkioDeviceReadIOps: flags["device-read-iops"],
    BlkioDeviceWriteIOps: flags["device-write-iops"],
    CpuPeriod: flags["cpu-period"],
    CpuQuota: flags["cpu-quota"],
    CpuRealtimePeriod: flags["cpu-rt-period"],
    CpuRealtimeRuntime: flags["cpu-rt-runtime"],
    CpusetCpus: flags["cpuset-cpus"],
    CpusetMems: flags["cpuset-mems"],
    DeviceCgroupRules: orNull(flags["device-cgroup-rule"]),
    MemoryReservation: flags["memory-reservation"],
    MemorySwap: flags["memory-swap"],
    MemorySwappiness: flags["memory-swappiness"],
    OomKillDisable: flags["oom-kill-disable"],
    PidsLimit: flags["pids-limit"],
    Ulimits: distinctUlimits(flags.ulimit),
    CpuCount: flags["cpu-count"],
    CpuPercent: flags["cpu-percent"],
    IOMaximumIOps: flags["io-maxiops"],
    IOMaximumBandwidth: flags["io-maxbandwidth"],
  };
}

function checkModes({ pid, uts, userns, cgroupns }: Values): void {
  const container = /^container:.+/;
  if (!["", "host"].includes(pid) && !container.test(pid)) throw new Error("--pid: invalid PID mode");
  if (!["", "host"].includes(uts)) throw new Error("--uts: invalid UTS mode");
  if (!["", "host"].includes(userns)) throw new Error("--userns: invalid USER mode");
  if (!["", "host", "private"].includes(cgroupns)) throw new Error("--cgroupns: invalid CGROUP mode");
}

function cdiRequests(names: readonly string[]) {
  if (names.length === 0) return [];
  return [{ Driver: "cdi", Count: 0, DeviceIDs: names, Capabilities: null, Options: null }];
}

const apiSocket = "/var/run/docker.sock";
const apiSocketMount: Mount = { Type: "bind", Source: apiSocket, Target: apiSocket, BindOptions: {} };

function mountsOf(flags: Values): readonly Mount[] {
  return flags["use-api-socket"] ? [...flags.mount, apiSocketMount] : flags.mount;
}

function splitTmpfs(text: string): readonly [path: string, options: string] {
  const at = text.indexOf(":");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function networkOf(flags: Values): NetworkRequest {
  return networkRequest([...flags.network, ...flags.net], {
    aliases: [...flags["network-alias"], ...flags["net-alias"]],
    links: flags.link,
    ipv4: flags.ip,
    ipv6: flags.ip6,
    linkLocal: flags["link-local-ip"],
    macAddress: flags["mac-address"],
  });
}

function orNull(values: readonly string[]): readonly string[] | null {
  return values.length === 0 ? null : values;
}

function filled<Key extends string>(
  key: Key,
  map: Readonly<Record<string, string>>,
): { [K in Key]?: Readonly<Record<string, string>> } {
  return (Object.keys(map).length === 0 ? {} : { [key]: map }) as { [K in Key]?: Readonly<Record<string, string>> };
}
