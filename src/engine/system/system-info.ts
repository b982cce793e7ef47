import type { RuntimeInfo, SwarmInfo, SystemInfo } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import { nowRfc3339Nano } from "#base/time.ts";
import type { DescribedDevices } from "#core/devices/contract.ts";
import type { DeviceTable } from "#core/devices/device-table.ts";
import { cgroupWarnings } from "./cgroup-facts.ts";
import { hostName, isIpv4Forwarding, openFileCount, threadCount } from "./host-facts.ts";
import { registryConfig } from "./registry-config.ts";
import type { SystemFacts } from "./system-facts.ts";

/** `GET /info`. */
export async function systemInfo(op: Op, facts: SystemFacts): Promise<SystemInfo> {
  const ipv4Forwarding = isIpv4Forwarding();
  const table = await facts.devices.read(op);
  const warnings = [...allWarnings(facts, ipv4Forwarding), ...deviceWarnings(facts.devices, table)];
  return {
    ID: facts.engineId,
    ...countFields(facts),
    Driver: facts.storageDriver,
    DriverStatus: [["driver-type", "io.containerd.snapshotter.v1"]],
    Plugins: {
      Volume: facts.drivers.volume,
      Network: facts.drivers.network,
      Authorization: null,
      Log: facts.drivers.log,
    },
    ...kernelFields(facts, ipv4Forwarding),
    ...daemonFields(facts),
    ...runtimeFields(facts),
    Swarm: noSwarm,
    Isolation: "",
    SecurityOptions: securityOptions(facts),
    FirewallBackend: { Driver: facts.firewallDriver },
    ...discovered(table),
    CDISpecDirs: facts.devices.folders,
    Warnings: warnings.length === 0 ? null : warnings,
  };
}

function countFields(facts: SystemFacts) {
  const { running, paused, stopped, images } = facts.counts();
  return {
    Containers: running + paused + stopped,
    ContainersRunning: running,
    ContainersPaused: paused,
    ContainersStopped: stopped,
    Images: images,
  };
}

function kernelFields({ host, settings }: SystemFacts, ipv4Forwarding: boolean) {
  const { cgroup } = host;
  return {
    MemoryLimit: cgroup.memoryLimit,
    SwapLimit: cgroup.swapLimit,
    ...(cgroup.kernelMemoryTcp ? { KernelMemoryTCP: true } : {}),
    CpuCfsPeriod: cgroup.cpuCfsPeriod,
    CpuCfsQuota: cgroup.cpuCfsQuota,
    CPUShares: cgroup.cpuShares,
    CPUSet: cgroup.cpuset,
    PidsLimit: cgroup.pids,
    IPv4Forwarding: ipv4Forwarding,
    OomKillDisable: cgroup.oomKillDisable,
    CgroupDriver: settings.cgroupDriver,
    CgroupVersion: String(cgroup.version),
    KernelVersion: host.kernelVersion,
    OperatingSystem: host.operatingSystem,
    OSVersion: host.osVersion,
    OSType: "linux",
    Architecture: host.machine,
    NCPU: host.cpuCount,
    MemTotal: host.memoryBytes,
    Name: hostName(),
  };
}

function daemonFields({ daemon, events, program, settings }: SystemFacts) {
  return {
    Debug: daemon.debug,
    NFd: openFileCount(),
    NGoroutines: threadCount(),
    SystemTime: nowRfc3339Nano(),
    LoggingDriver: settings.logDriver,
    NEventsListener: events.listenerCount,
    IndexServerAddress: "https://index.docker.io/v1/",
    RegistryConfig: registryConfig(daemon.registries),
    GenericResources: null,
    DockerRootDir: settings.dataRoot,
    HttpProxy: daemon.registries.httpProxy,
    HttpsProxy: daemon.registries.httpsProxy,
    NoProxy: daemon.registries.noProxy,
    Labels: daemon.labels,
    ExperimentalBuild: daemon.experimental,
    ServerVersion: program.version,
    LiveRestoreEnabled: settings.liveRestore,
    InitBinary: daemon.initPath ?? "docker-init",
  };
}

function runtimeFields({ settings, runtimeVersions, program, daemon }: SystemFacts) {
  const runtimes: Record<string, RuntimeInfo> = {};
  for (const { name, path, args } of settings.runtimes.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    runtimes[name] = { path, ...(args.length > 0 ? { runtimeArgs: args } : {}) };
  return {
    Runtimes: runtimes,
    DefaultRuntime: settings.defaultRuntime,
    ContainerdCommit: { ID: "" },
    RuncCommit: { ID: runtimeVersions.get(settings.defaultRuntime)?.commit ?? "N/A" },
    InitCommit: { ID: daemon.initPath === undefined ? program.gitCommit : "N/A" },
  };
}

const noSwarm: SwarmInfo = {
  NodeID: "",
  NodeAddr: "",
  LocalNodeState: "inactive",
  ControlAvailable: false,
  Error: "",
  RemoteManagers: null,
};

function securityOptions({ daemon, settings, host }: SystemFacts): string[] {
  const privateCgroups = settings.cgroupnsMode === "private" && host.cgroup.version === 2;
  return [`name=seccomp,profile=${daemon.seccompProfile}`, ...(privateCgroups ? ["name=cgroupns"] : [])];
}

function allWarnings(facts: SystemFacts, ipv4Forwarding: boolean): string[] {
  const warnings = facts.daemon.openApiUrls.map(openApiWarning);
  warnings.push(...cgroupWarnings(facts.host.cgroup));
  if (!ipv4Forwarding) warnings.push("WARNING: IPv4 forwarding is disabled.");
  if (facts.daemon.seccompProfile !== "builtin")
    warnings.push("WARNING: daemon is not using the default seccomp profile");
  warnings.push(...facts.warnings());
  return warnings;
}

function discovered(table: DeviceTable): Pick<SystemInfo, "DiscoveredDevices"> {
  const names = table.names();
  return names.length === 0 ? {} : { DiscoveredDevices: names.map((name) => ({ Source: "cdi", ID: name })) };
}

function deviceWarnings({ isEnabled, folders }: DescribedDevices, { faults }: DeviceTable): string[] {
  if (!isEnabled) return [];
  if (folders.length === 0) return ["CDI cache initialization failed: no CDI specification directories specified"];
  return faults.map(({ path, text }) => `CDI: Error associated with spec file ${path}: ${text}`);
}

/** Docker's words, which also go into the log at start. */
export function openApiWarning(url: string): string {
  const what = url.startsWith("https:") ? "TLS client verification" : "encryption";
  return `[DEPRECATION NOTICE]: API is accessible on ${url} without ${what}.
         Access to the remote API is equivalent to root access on the host. Refer
         to the 'Docker daemon attack surface' section in the documentation for
         more information: https://docs.docker.com/go/attack-surface/
In future versions this will be a hard failure preventing the daemon from starting! Learn more at: https://docs.docker.com/go/api-security/`;
}
