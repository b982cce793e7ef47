import { addressPools } from "./address-pools.ts";
import { defaultPaths } from "./default-paths.ts";
import { parseListenAddress } from "./hosts.ts";
import type { ConfigOption } from "./option.ts";
import {
  addresses,
  bytes,
  dockerSocket,
  ip,
  ips,
  networkOptionMaps,
  number,
  pairs,
  refusedList,
  runtimes,
  switches,
  text,
  texts,
  toggle,
  ulimits,
} from "./option-types.ts";
import { checkInsecureRegistry, checkMirror } from "./registry-values.ts";
import { checkLabel, checkSearchDomain } from "./value-syntax.ts";

const later = "default-only";

/** The options of the default bridge and of what forwards to it. */
const networkOptions: Readonly<Record<string, ConfigOption>> = {
  "allow-direct-routing": toggle({ usage: "Allow remote access to published ports on container IP addresses" }),
  bip: text({ usage: "IPv4 address for the default bridge" }),
  bip6: text({ usage: "IPv6 address for the default bridge" }),
  bridge: text({ short: "b", usage: "Attach containers to a network bridge" }),
  "bridge-accept-fwmark": text({ usage: "", hidden: true, support: later }),
  "default-address-pool": addressPools({
    key: "default-address-pools",
    usage: "Default address pools for node specific local networks",
  }),
  "default-gateway": ip({ usage: "Default gateway IPv4 address for the default bridge network" }),
  "default-gateway-v6": ip({ usage: "Default gateway IPv6 address for the default bridge network" }),
  "default-network-opt": networkOptionMaps({ key: "default-network-opts", usage: "Default network options" }),
  dns: ips({ usage: "DNS server to use" }),
  "dns-opt": texts({ key: "dns-opts", usage: "DNS options to use" }),
  "dns-search": texts({ usage: "DNS search domains to use", check: checkSearchDomain }),
  "firewall-backend": text({ usage: "", hidden: true }),
  "fixed-cidr": text({ usage: "IPv4 subnet for the default bridge network" }),
  "fixed-cidr-v6": text({ usage: "IPv6 subnet for the default bridge network" }),
  "host-gateway-ip": addresses({
    key: "host-gateway-ips",
    usage:
      "IP addresses that the special 'host-gateway' string in --add-host resolves to. Defaults to the IP addresses of the default bridge",
  }),
  icc: toggle({ default: true, usage: "Enable inter-container communication for the default bridge network" }),
  ip: ip({ default: "0.0.0.0", usage: "Host IP for port publishing from the default bridge network" }),
  "ip-forward": toggle({ default: true, usage: "Enable IP forwarding in system configuration" }),
  "ip-forward-no-drop": toggle({
    usage: "Do not set the filter-FORWARD policy to DROP when enabling IP forwarding",
  }),
  "ip-masq": toggle({ default: true, usage: "Enable IP masquerading for the default bridge network" }),
  ip6tables: toggle({ default: true, usage: "Enable addition of ip6tables rules" }),
  iptables: toggle({ default: true, usage: "Enable addition of iptables rules" }),
  ipv6: toggle({ usage: "Enable IPv6 networking for the default bridge network" }),
  mtu: number({ default: 1500, usage: 'Set the MTU for the default "bridge" network' }),
  "network-control-plane-mtu": number({ default: 1500, usage: "Network Control plane MTU", support: later }),
  "network-diagnostic-port": number({ usage: "", hidden: true, support: later }),
  "userland-proxy": toggle({ default: true, usage: "Use userland proxy for loopback traffic" }),
  "userland-proxy-path": text({ usage: "Path to the userland proxy binary", support: later }),
};

/** The options of containers that do not ask for something else, and of what runs them. */
const containerOptions: Readonly<Record<string, ConfigOption>> = {
  "add-runtime": runtimes({ key: "runtimes", usage: "Register an additional OCI compatible runtime" }),
  "cdi-spec-dir": texts({ key: "cdi-spec-dirs", usage: "CDI specification directories to use" }),
  "cgroup-parent": text({ usage: "Set parent cgroup for all containers" }),
  containerd: text({ usage: "containerd grpc address", support: "ignored" }),
  "containerd-namespace": text({ default: "moby", usage: "Containerd namespace to use", support: "ignored" }),
  "containerd-plugins-namespace": text({
    default: "plugins.moby",
    usage: "Containerd namespace to use for plugins",
    support: "ignored",
  }),
  "cpu-rt-period": number({
    shape: "int64",
    usage:
      "Limit the CPU real-time period in microseconds for the parent cgroup for all containers (not supported with cgroups v2)",
    support: later,
  }),
  "cpu-rt-runtime": number({
    shape: "int64",
    usage:
      "Limit the CPU real-time runtime in microseconds for the parent cgroup for all containers (not supported with cgroups v2)",
    support: later,
  }),
  "cri-containerd": toggle({ usage: "start containerd with cri", support: later }),
  "default-cgroupns-mode": text({
    usage: 'Default mode for containers cgroup namespace ("host" | "private")',
  }),
  "default-ipc-mode": text({
    default: "private",
    usage: 'Default mode for containers ipc ("shareable" | "private")',
  }),
  "default-runtime": text({ default: "runc", usage: "Default OCI runtime for containers" }),
  "default-shm-size": bytes({ default: 64 << 20, usage: "Default shm size for containers" }),
  "default-stop-timeout": number({ default: 10, usage: "", hidden: true }),
  "default-ulimit": ulimits({ key: "default-ulimits", usage: "Default ulimits for containers" }),
  "exec-opt": texts({ key: "exec-opts", usage: "Runtime execution options" }),
  init: toggle({ usage: "Run an init in the container to forward signals and reap processes" }),
  "init-path": text({ usage: "Path to the docker-init binary" }),
  "log-driver": text({ default: "json-file", usage: "Default driver for container logs" }),
  "log-opt": pairs({ key: "log-opts", usage: "Default log driver options for containers" }),
  "no-new-privileges": toggle({ usage: "Set no-new-privileges by default for new containers" }),
  "nri-opts": text({ usage: "", hidden: true, support: later }),
  "seccomp-profile": text({
    default: "builtin",
    usage: 'Path to seccomp profile. Set to "unconfined" to disable the default seccomp profile',
  }),
  "selinux-enabled": toggle({ usage: "Enable selinux support", support: later }),
  "storage-driver": text({ short: "s", usage: "Storage driver to use" }),
  "storage-opt": refusedList({ type: "list", shape: "strings", key: "storage-opts", usage: "Storage driver options" }),
  "userns-remap": text({ usage: "User/Group setting for user namespaces", support: later }),
};

/** The options of registries, clusters and plugins. */
const outwardOptions: Readonly<Record<string, ConfigOption>> = {
  "authorization-plugin": refusedList({
    type: "list",
    shape: "strings",
    key: "authorization-plugins",
    usage: "Authorization plugins to load",
  }),
  "http-proxy": text({ usage: "HTTP proxy URL to use for outgoing traffic" }),
  "https-proxy": text({ usage: "HTTPS proxy URL to use for outgoing traffic" }),
  "image-history-age": text({
    default: "168h",
    usage: 'How long to keep what image names stood for before, for a rollback ("0" keeps nothing)',
  }),
  "insecure-registry": texts({
    key: "insecure-registries",
    usage: "Enable insecure registry communication",
    check: checkInsecureRegistry,
  }),
  "max-concurrent-downloads": number({ default: 3, usage: "Set the max concurrent downloads" }),
  "max-concurrent-uploads": number({ default: 5, usage: "Set the max concurrent uploads" }),
  "max-download-attempts": number({
    default: 5,
    usage: "Set the max download attempts for each pull",
  }),
  "no-proxy": text({
    usage: "Comma-separated list of hosts or IP addresses for which the proxy is skipped",
  }),
  "node-generic-resource": refusedList({
    type: "list",
    shape: "strings",
    key: "node-generic-resources",
    usage: "Advertise user-defined resource",
  }),
  "registries-conf": text({ usage: "Take mirrors of any registry from a file as of containers-registries.conf(5)" }),
  "registry-hosts-dir": text({ usage: "Take mirrors of any registry from a directory as of containerd's config_path" }),
  "registry-mirror": texts({
    key: "registry-mirrors",
    usage: "Preferred Docker registry mirror",
    check: checkMirror,
  }),
  "swarm-default-advertise-addr": text({
    usage: "Set default address or interface for swarm advertised address",
    support: later,
  }),
};

/** The options of the registry by which the engine serves its own images. */
const ownRegistryOptions: Readonly<Record<string, ConfigOption>> = {
  "registry-anonymous-read": toggle({ usage: "Let everybody pull from the engine's registry" }),
  "registry-htpasswd": text({ usage: "File of users and bcrypt passwords of the engine's registry" }),
  "registry-listen": text({ usage: "Serve the engine's images as a registry on this address" }),
  "registry-read-only": toggle({ usage: "Refuse pushes to the engine's registry" }),
  "registry-tls-cert": text({ usage: "File of the certificate of the engine's registry" }),
  "registry-tls-key": text({ usage: "File of the key of the engine's registry" }),
};

/** The options of the daemon itself. */
const daemonOptions: Readonly<Record<string, ConfigOption>> = {
  "config-file": text({ default: defaultPaths.configFile, usage: "Daemon configuration file" }),
  "data-root": text({ default: defaultPaths.dataRoot, usage: "Root directory of persistent Docker state" }),
  debug: toggle({ short: "D", usage: "Enable debug mode" }),
  "docker-socket": dockerSocket({
    usage: "Serve Docker's own socket (/var/run/docker.sock, or the path that is given) as well",
  }),
  "exec-root": text({ default: defaultPaths.execRoot, usage: "Root directory for execution state files" }),
  experimental: toggle({ usage: "Enable experimental features" }),
  feature: switches({ key: "features", usage: "Enable feature in the daemon" }),
  group: text({ short: "G", default: "docker", usage: "Group for the unix socket" }),
  host: texts({ short: "H", key: "hosts", usage: "Daemon socket(s) to connect to", check: checkHost }),
  label: texts({ key: "labels", usage: "Set key=value labels to the daemon", check: checkLabel }),
  "live-restore": toggle({ usage: "Enable live restore of docker when containers are still running" }),
  "log-format": text({ default: "text", usage: 'Set the logging format ("text"|"json")' }),
  "log-level": text({
    short: "l",
    default: "info",
    usage: 'Set the logging level ("debug"|"info"|"warn"|"error"|"fatal")',
  }),
  builder: { ...text({ usage: "", hidden: true }), shape: "builder" },
  "min-api-version": text({ usage: "", hidden: true }),
  "metrics-addr": text({ usage: "Set default address and port to serve the metrics api on" }),
  pidfile: text({ short: "p", default: defaultPaths.pidfile, usage: "Path to use for daemon PID file" }),
  "raw-logs": toggle({ usage: "Full timestamps without ANSI coloring" }),
  restart: toggle({
    short: "r",
    default: true,
    hidden: true,
    deprecated: "Please use a restart policy on docker run",
    usage: "--restart on the daemon has been deprecated in favor of --restart policies on docker run",
  }),
  rootless: toggle({ usage: "Enable rootless mode; typically used with RootlessKit", support: later }),
  "shutdown-timeout": number({ default: 15, usage: "Set the default shutdown timeout" }),
  tls: toggle({ usage: "Use TLS; implied by --tlsverify" }),
  tlscacert: text({ usage: "Trust certs signed only by this CA" }),
  tlscert: text({ usage: "Path to TLS certificate file" }),
  tlskey: text({ usage: "Path to TLS key file" }),
  tlsverify: toggle({ usage: "Use TLS and verify the remote" }),
  validate: toggle({ usage: "Validate daemon configuration and exit" }),
  version: toggle({ short: "v", usage: "Print version information and quit" }),
};

/** Every option of dockerd by its flag, as of Docker 28.5, with the few newer flags hidden; and those of our own. */
export const options: Readonly<Record<string, ConfigOption>> = {
  ...networkOptions,
  ...containerOptions,
  ...outwardOptions,
  ...ownRegistryOptions,
  ...daemonOptions,
};

/** Options that dockerd does not have. */
export const ownOptions: ReadonlySet<string> = new Set([
  ...Object.keys(ownRegistryOptions),
  "docker-socket",
  "image-history-age",
  "registries-conf",
  "registry-hosts-dir",
]);

/** Keys that stand in the configuration file only, and are refused when they do: of newer Dockers. */
export const refusedKeys: ReadonlySet<string> = new Set([
  "default-init",
  "resolv-conf",
  "swarm-raft-election-tick",
  "swarm-raft-heartbeat-tick",
]);

/** Keys of the configuration file that act and have no flag. */
export const fileOnly: ReadonlySet<string> = new Set(["builder", "min-api-version"]);

/** Flags that the configuration file cannot give. */
export const flagOnly: ReadonlySet<string> = new Set(["config-file", "validate", "version", "restart"]);

/** The key of an option in the configuration file. */
export function keyOf(flagName: string): string {
  return options[flagName]?.key ?? flagName;
}

function checkHost(given: string): string {
  parseListenAddress(given);
  return given;
}
