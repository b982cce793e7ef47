import { resolve } from "node:path";
import { parseDuration } from "#base/duration.ts";
import type { AddressPoolOption } from "./address-pools.ts";
import { type BuilderConfig, defaultBuilder } from "./builder-config.ts";
import type { Environment } from "./environment.ts";
import { type ListenAddress, parseListenAddresses } from "./hosts.ts";
import { checkInsecureRegistry, checkMirror, type NetworkOptions } from "./registry-values.ts";
import { type ConfiguredRuntime, configuredRuntimes } from "./runtimes.ts";
import { type TlsChoice, tlsChoice } from "./tls.ts";
import type { Runtime, Ulimit } from "./value-syntax.ts";

export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "panic"] as const;
export type LogLevel = (typeof logLevels)[number];

/** What the flags and the configuration file say together. Paths are absolute. */
export interface DaemonConfig {
  readonly hosts: readonly ListenAddress[];
  /** Owner group of unix sockets; empty: root's. */
  readonly group: string;
  /** Whether `group` was asked for: then a group that does not exist is an error. */
  readonly groupGiven: boolean;
  readonly dataRoot: string;
  readonly execRoot: string;
  /** Empty: none is written. */
  readonly pidfile: string;
  readonly debug: boolean;
  readonly logLevel: LogLevel;
  readonly logFormat: "text" | "json";
  readonly labels: readonly string[];
  readonly experimental: boolean;
  readonly liveRestore: boolean;
  /** Seconds; negative: without end. */
  readonly shutdownTimeoutS: number;
  /** Of containers that have none of their own; negative: for ever. */
  readonly stopTimeoutS: number;
  readonly tls: TlsChoice;
  /** A second unix socket; empty: none. */
  readonly dockerSocket: string;
  /** Where metrics are served; empty: nowhere. */
  readonly metricsAddress: string;
  /** Those that were named, on or off. */
  readonly features: Readonly<Record<string, boolean>>;
  /** For how long what image names stood for is kept; 0: not at all. */
  readonly imageHistoryAgeMs: number;
  readonly registries: RegistryConfig;
  readonly ownRegistry: OwnRegistryConfig;
  /** The oldest version of the API that is spoken; empty: the oldest we know. */
  readonly minApiVersion: string;
  /** `--default-network-opt`: options of new networks by driver. */
  readonly networkOptions: NetworkOptions;
  /** What `host-gateway` stands for; empty: the default bridge's addresses. */
  readonly hostGateways: readonly string[];
  readonly bridge: BridgeConfig;
  /** `--default-address-pool`; empty: Docker's own. */
  readonly addressPools: readonly AddressPoolOption[];
  readonly dns: readonly string[];
  readonly dnsSearch: readonly string[];
  readonly dnsOptions: readonly string[];
  readonly containers: ContainerDefaults;
  readonly builder: BuilderConfig;
  readonly devices: DeviceConfig;
}

/** Where descriptions of devices are looked for, and whether they are. */
export interface DeviceConfig {
  readonly isEnabled: boolean;
  readonly folders: readonly string[];
}

/** The registry by which the engine serves its own images. */
export interface OwnRegistryConfig {
  /** `HOST:PORT`; empty: there is none. */
  readonly listen: string;
  readonly tlsCert: string;
  readonly tlsKey: string;
  readonly htpasswd: string;
  readonly anonymousRead: boolean;
  readonly readOnly: boolean;
}

/** How the engine gets to registries. */
export interface RegistryConfig {
  readonly mirrors: readonly string[];
  /** Registries and ranges of addresses that may speak plain HTTP, or show any certificate. */
  readonly insecure: readonly string[];
  /** Folder of a folder a registry, with a `hosts.toml`; empty: none but Docker's. */
  readonly hostsFolder: string;
  /** A file as of containers-registries.conf(5); empty: none. */
  readonly registriesConf: string;
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
  readonly maxDownloads: number;
  readonly maxUploads: number;
  readonly maxDownloadAttempts: number;
}

/** The default bridge network, and forwarding. Addresses are as they were given; empty: Docker's choice. */
export interface BridgeConfig {
  /** Name of the bridge, `none` for no default network; empty: `docker0`. */
  readonly name: string;
  readonly bip: string;
  readonly bip6: string;
  readonly fixedCidr: string;
  readonly fixedCidr6: string;
  readonly gateway: string;
  readonly gateway6: string;
  readonly ipv6: boolean;
  readonly mtu: number;
  /** Host address that ports are published on by default. */
  readonly publishIp: string;
  readonly icc: boolean;
  readonly ipForward: boolean;
  readonly ipForwardNoDrop: boolean;
  readonly ipMasquerade: boolean;
  readonly iptables: boolean;
  readonly ip6tables: boolean;
  /** Published ports are open by the containers' own addresses. */
  readonly directRouting: boolean;
  readonly userlandProxy: boolean;
}

export interface ContainerDefaults {
  readonly runtimes: readonly ConfiguredRuntime[];
  readonly defaultRuntime: string;
  readonly cgroupParent: string;
  readonly execOptions: readonly string[];
  readonly logDriver: string;
  readonly logOptions: Readonly<Record<string, string>>;
  readonly init: boolean;
  readonly initPath: string;
  readonly shmSizeBytes: number;
  readonly ulimits: readonly Ulimit[];
  readonly ipcMode: "private" | "shareable";
  /** Empty: `host` on cgroup v1 and `private` on v2. */
  readonly cgroupnsMode: "" | "private" | "host";
  readonly noNewPrivileges: boolean;
  /** `builtin`, `unconfined` or a path. */
  readonly seccompProfile: string;
}

/** The values by key of the configuration file, flags and file merged and validated. */
export type ConfigValues = (key: string) => unknown;

/** Where values come from. */
export interface ConfigOrigin {
  byFlag(name: string): boolean;
  inFile(key: string): boolean;
  readonly environment: Environment;
}

export function daemonConfig(value: ConfigValues, given: ConfigOrigin): DaemonConfig {
  const text = (key: string): string => value(key) as string;
  const toggle = (key: string): boolean => value(key) as boolean;
  const list = (key: string): readonly string[] => value(key) as readonly string[];
  const tls = tlsChoice({ value, ...given });
  return {
    hosts: parseListenAddresses(list("hosts"), tls.files !== undefined),
    tls,
    dockerSocket: text("docker-socket"),
    metricsAddress: text("metrics-addr"),
    ownRegistry: {
      listen: text("registry-listen"),
      tlsCert: text("registry-tls-cert"),
      tlsKey: text("registry-tls-key"),
      htpasswd: text("registry-htpasswd"),
      anonymousRead: toggle("registry-anonymous-read"),
      readOnly: toggle("registry-read-only"),
    },
    group: text("group"),
    groupGiven: given.byFlag("group") || given.inFile("group"),
    dataRoot: resolve(text("data-root")),
    execRoot: resolve(text("exec-root")),
    pidfile: text("pidfile") === "" ? "" : resolve(text("pidfile")),
    debug: toggle("debug"),
    logLevel: toggle("debug") ? "debug" : (parseLogLevel(text("log-level")) ?? "info"),
    logFormat: text("log-format") === "json" ? "json" : "text",
    labels: [...new Set(list("labels"))],
    experimental: toggle("experimental"),
    liveRestore: toggle("live-restore"),
    shutdownTimeoutS: value("shutdown-timeout") as number,
    stopTimeoutS: value("default-stop-timeout") as number,
    features: value("features") as DaemonConfig["features"],
    imageHistoryAgeMs: historyAgeMs(text("image-history-age")),
    registries: registryConfig(value, given.environment),
    minApiVersion: text("min-api-version") || (given.environment["DOCKER_MIN_API_VERSION"] ?? ""),
    networkOptions: value("default-network-opts") as NetworkOptions,
    hostGateways: list("host-gateway-ips"),
    bridge: bridgeConfig(value),
    addressPools: value("default-address-pools") as readonly AddressPoolOption[],
    dns: list("dns"),
    dnsSearch: list("dns-search").filter((domain) => domain !== "."),
    dnsOptions: list("dns-opts"),
    containers: containerDefaults(value),
    builder: (value("builder") as BuilderConfig | "") || defaultBuilder,
    devices: deviceConfig(value, given),
  };
}

const deviceFolders = ["/etc/cdi", "/var/run/cdi"];

function deviceConfig(value: ConfigValues, given: ConfigOrigin): DeviceConfig {
  if ((value("features") as DaemonConfig["features"])["cdi"] === false) return { isEnabled: false, folders: [] };
  const isGiven = given.byFlag("cdi-spec-dir") || given.inFile("cdi-spec-dirs");
  const folders = isGiven ? (value("cdi-spec-dirs") as readonly string[]) : deviceFolders;
  return { isEnabled: true, folders: folders.filter((folder) => folder !== "") };
}

/** @throws Error for what is no duration, or less than nothing */
export function historyAgeMs(text: string): number {
  const age = Number(parseDuration(text) / 1_000_000n);
  if (age < 0) throw new Error(`invalid image history age: ${text}`);
  return age;
}

/** The level that `text` names in any case, `warning` included. */
export function parseLogLevel(text: string): LogLevel | undefined {
  const name = text.toLowerCase();
  return name === "warning" ? "warn" : logLevels.find((level) => level === name);
}

function registryConfig(value: ConfigValues, environment: Environment): RegistryConfig {
  const proxy = (key: string, variable: string): string =>
    (value(key) as string) || environment[variable] || environment[variable.toLowerCase()] || "";
  return {
    mirrors: (value("registry-mirrors") as readonly string[]).map(checkMirror),
    insecure: (value("insecure-registries") as readonly string[]).map(checkInsecureRegistry),
    hostsFolder: value("registry-hosts-dir") as string,
    registriesConf: value("registries-conf") as string,
    httpProxy: proxy("http-proxy", "HTTP_PROXY"),
    httpsProxy: proxy("https-proxy", "HTTPS_PROXY"),
    noProxy: proxy("no-proxy", "NO_PROXY"),
    maxDownloads: (value("max-concurrent-downloads") as number) || 3,
    maxUploads: (value("max-concurrent-uploads") as number) || 5,
    maxDownloadAttempts: (value("max-download-attempts") as number) || 5,
  };
}

function bridgeConfig(value: ConfigValues): BridgeConfig {
  return {
    name: value("bridge") as string,
    bip: value("bip") as string,
    bip6: value("bip6") as string,
    fixedCidr: value("fixed-cidr") as string,
    fixedCidr6: value("fixed-cidr-v6") as string,
    gateway: value("default-gateway") as string,
    gateway6: value("default-gateway-v6") as string,
    ipv6: value("ipv6") as boolean,
    mtu: value("mtu") as number,
    publishIp: value("ip") as string,
    icc: value("icc") as boolean,
    ipForward: value("ip-forward") as boolean,
    ipForwardNoDrop: value("ip-forward-no-drop") as boolean,
    ipMasquerade: value("ip-masq") as boolean,
    iptables: value("iptables") as boolean,
    ip6tables: value("ip6tables") as boolean,
    directRouting: value("allow-direct-routing") as boolean,
    userlandProxy: value("userland-proxy") as boolean,
  };
}

function containerDefaults(value: ConfigValues): ContainerDefaults {
  return {
    runtimes: configuredRuntimes(value("runtimes") as Readonly<Record<string, Runtime>>),
    defaultRuntime: value("default-runtime") as string,
    cgroupParent: value("cgroup-parent") as string,
    execOptions: value("exec-opts") as readonly string[],
    logDriver: value("log-driver") as string,
    logOptions: value("log-opts") as Readonly<Record<string, string>>,
    init: value("init") as boolean,
    initPath: value("init-path") as string,
    shmSizeBytes: value("default-shm-size") as number,
    ulimits: value("default-ulimits") as readonly Ulimit[],
    ipcMode: value("default-ipc-mode") as ContainerDefaults["ipcMode"],
    cgroupnsMode: value("default-cgroupns-mode") as ContainerDefaults["cgroupnsMode"],
    noNewPrivileges: value("no-new-privileges") as boolean,
    seccompProfile: value("seccomp-profile") as string,
  };
}
