import type { RegistryServiceConfig, SystemInfo } from "#api/types.gen.ts";
import { binarySize } from "./human-size.ts";

/** The engine's part of `info`. */
export function infoText(info: SystemInfo): string {
  return [
    ...countLines(info),
    ...driverLines(info),
    ...pluginLines(info),
    ...runtimeLines(info),
    ...securityLines(info),
    ...machineLines(info),
    ...registryLines(info.RegistryConfig),
    ` Live Restore Enabled: ${info.LiveRestoreEnabled}`,
    ...productLines(info),
    ...poolLines(info),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function countLines(info: SystemInfo): string[] {
  return [
    ` Containers: ${info.Containers}`,
    `  Running: ${info.ContainersRunning}`,
    `  Paused: ${info.ContainersPaused}`,
    `  Stopped: ${info.ContainersStopped}`,
    ` Images: ${info.Images}`,
    ...filled(" Server Version", info.ServerVersion),
  ];
}

function driverLines(info: SystemInfo): string[] {
  const status = (info.DriverStatus ?? []).map((pair) => `  ${pair?.[0] ?? ""}: ${pair?.[1] ?? ""}`);
  return [
    ...filled(" Storage Driver", info.Driver),
    ...status,
    ...filled(" Logging Driver", info.LoggingDriver),
    ...filled(" Cgroup Driver", info.CgroupDriver),
    ...filled(" Cgroup Version", info.CgroupVersion ?? ""),
  ];
}

function pluginLines(info: SystemInfo): string[] {
  const { Plugins: plugins, CDISpecDirs: folders, DiscoveredDevices: devices = [], Swarm: swarm } = info;
  const cdi = (folders ?? []).map((folder) => `  ${folder}`);
  return [
    " Plugins:",
    `  Volume: ${words(plugins.Volume)}`,
    `  Network: ${words(plugins.Network)}`,
    ...(words(plugins.Authorization) === "" ? [] : [`  Authorization: ${words(plugins.Authorization)}`]),
    `  Log: ${words(plugins.Log)}`,
    ...(cdi.length === 0 ? [] : [" CDI spec directories:", ...cdi]),
    ...(devices.length === 0 ? [] : [" Discovered Devices:", ...devices.map(({ Source, ID }) => `  ${Source}: ${ID}`)]),
    ` Swarm: ${swarm.LocalNodeState}`,
  ];
}

function runtimeLines(info: SystemInfo): string[] {
  if (info.OSType !== "linux") return [];
  const names = Object.keys(info.Runtimes ?? {}).sort();
  return [
    ` Runtimes: ${names.join(" ")}`,
    ` Default Runtime: ${info.DefaultRuntime}`,
    ` Init Binary: ${info.InitBinary}`,
    ` containerd version: ${info.ContainerdCommit.ID}`,
    ` runc version: ${info.RuncCommit.ID}`,
    ` init version: ${info.InitCommit.ID}`,
  ];
}

/** `name=seccomp,profile=builtin` becomes a name with its options below it. */
function securityLines({ SecurityOptions: options }: SystemInfo): string[] {
  if (options === null || options.length === 0) return [];
  const lines = options.flatMap((option) =>
    option.split(",").map((pair) => {
      const [key = "", value = ""] = pair.split("=");
      return key === "name" ? `  ${value}` : `   ${key.charAt(0).toUpperCase()}${key.slice(1)}: ${value}`;
    }),
  );
  return [" Security Options:", ...lines];
}

function machineLines(info: SystemInfo): string[] {
  return [
    ...filled(" Kernel Version", info.KernelVersion),
    ...filled(" Operating System", info.OperatingSystem),
    ...filled(" OSType", info.OSType),
    ...filled(" Architecture", info.Architecture),
    ` CPUs: ${info.NCPU}`,
    ` Total Memory: ${binarySize(info.MemTotal)}`,
    ...filled(" Name", info.Name),
    ...filled(" ID", info.ID),
    ` Docker Root Dir: ${info.DockerRootDir}`,
    ` Debug Mode: ${info.Debug}`,
    ...debugLines(info),
    ...filled(" HTTP Proxy", info.HttpProxy),
    ...filled(" HTTPS Proxy", info.HttpsProxy),
    ...filled(" No Proxy", info.NoProxy),
    ...(info.Labels === null || info.Labels.length === 0
      ? []
      : [" Labels:", ...info.Labels.map((label) => `  ${label}`)]),
    ` Experimental: ${info.ExperimentalBuild}`,
  ];
}

function debugLines(info: SystemInfo): string[] {
  if (!info.Debug) return [];
  return [
    `  File Descriptors: ${info.NFd}`,
    `  Goroutines: ${info.NGoroutines}`,
    `  System Time: ${info.SystemTime}`,
    `  EventsListeners: ${info.NEventsListener}`,
  ];
}

function registryLines(registry: RegistryServiceConfig | null): string[] {
  if (registry === null) return [];
  const insecure = Object.values(registry.IndexConfigs ?? {}).filter((index) => index !== null && !index.Secure);
  const networks = registry.InsecureRegistryCIDRs ?? [];
  const mirrors = registry.Mirrors ?? [];
  return [
    ...(insecure.length + networks.length === 0
      ? []
      : [
          " Insecure Registries:",
          ...insecure.map((index) => `  ${index?.Name}`),
          ...networks.map((network) => `  ${network}`),
        ]),
    ...(mirrors.length === 0 ? [] : [" Registry Mirrors:", ...mirrors.map((mirror) => `  ${mirror}`)]),
  ];
}

function productLines(info: SystemInfo): string[] {
  const license = info.ProductLicense ?? "";
  return license === "" ? [] : [` Product License: ${license}`];
}

function poolLines({ DefaultAddressPools: pools = [], FirewallBackend: firewall }: SystemInfo): string[] {
  return [
    ...(pools.length === 0
      ? []
      : [" Default Address Pools:", ...pools.map(({ Base, Size }) => `   Base: ${Base}, Size: ${Size}`)]),
    // The usual one is not worth a line.
    ...(firewall === undefined || firewall.Driver === "iptables" ? [] : [` Firewall Backend: ${firewall.Driver}`]),
  ];
}

function filled(label: string, value: string): string[] {
  return value === "" ? [] : [`${label}: ${value}`];
}

function words(names: readonly string[] | null | undefined): string {
  return (names ?? []).join(" ");
}
