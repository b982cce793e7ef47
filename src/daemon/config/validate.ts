import { apiVersion, isOlder, minApiVersion } from "#api/version.ts";
import { notSupported } from "#base/errors.ts";
import { isSlice, parentIsNoSlice } from "#core/container/oci-spec/cgroups-path.ts";
import { type ConfigValues, type DaemonConfig, historyAgeMs, parseLogLevel } from "./daemon-config.ts";
import { parseListenAddress } from "./hosts.ts";
import { checkHostGateways, checkInsecureRegistry, checkMirror } from "./registry-values.ts";
import { checkLabel, type Runtime } from "./value-syntax.ts";

/**
 * What dockerd checks of the merged configuration, in its words.
 * @throws Error
 */
export function validateValues(value: ConfigValues): void {
  const level = value("log-level") as string;
  if (level !== "" && parseLogLevel(level) === undefined) throw new Error(`invalid logging level: ${level}`);
  const format = value("log-format") as string;
  if (!["", "text", "json"].includes(format)) throw new Error(`invalid log format: ${format}`);
  validateLabels(value("labels") as readonly string[]);
  if ((value("mtu") as number) < 0) throw new Error(`invalid default MTU: ${value("mtu")}`);
  for (const key of ["max-concurrent-downloads", "max-concurrent-uploads", "max-download-attempts"])
    if ((value(key) as number) < 0) throw new Error(`invalid ${key.replaceAll("-", " ")}: ${value(key)}`);
  historyAgeMs(value("image-history-age") as string);
  validateModes(value);
  checkMinApiVersion(value("min-api-version") as string);
  checkHostGateways(value("host-gateway-ips") as readonly string[]);
  for (const mirror of value("registry-mirrors") as readonly string[]) checkMirror(mirror);
  for (const name of value("insecure-registries") as readonly string[]) checkInsecureRegistry(name);
  for (const host of value("hosts") as readonly string[]) parseListenAddress(host);
  for (const option of value("exec-opts") as readonly string[]) validateExecOption(option);
}

/** @throws Error in Docker's words */
export function checkMinApiVersion(version: string): void {
  if (version === "") return;
  if (/^v/i.test(version)) throw new Error('API version must be provided without "v" prefix');
  if (isOlder(version, minApiVersion)) throw new Error(`minimum supported API version is ${minApiVersion}: ${version}`);
  if (isOlder(apiVersion, version)) throw new Error(`maximum supported API version is ${apiVersion}: ${version}`);
}

function validateLabels(labels: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const label of labels) {
    const name = checkLabel(label).slice(0, label.indexOf("="));
    const before = seen.get(name);
    if (before !== undefined && before !== label) throw new Error(`conflict labels for ${label} and ${before}`);
    seen.set(name, label);
  }
}

function validateModes(value: ConfigValues): void {
  const ipc = value("default-ipc-mode") as string;
  if (ipc !== "private" && ipc !== "shareable")
    throw new Error(`default IPC mode setting (${ipc}) is invalid; use "shareable" or "private"`);
  const cgroupns = value("default-cgroupns-mode") as string;
  if (!["", "host", "private"].includes(cgroupns))
    throw new Error(`invalid default cgroup namespace (${cgroupns}): use "host" or "private"`);
}

function validateExecOption(option: string): void {
  const equals = option.indexOf("=");
  if (equals < 0) throw new Error(`invalid exec-opt (${option}): must be formatted 'opt=value'`);
  const name = option.slice(0, equals);
  if (name !== "native.cgroupdriver") throw new Error(`invalid exec-opt (${option}): unknown option: '${name}'`);
}

/** Values of options that act, which do not act. @throws not-implemented naming the value */
export function refuseUnsupportedValues(value: ConfigValues): void {
  for (const [name, on] of Object.entries(value("features") as Readonly<Record<string, boolean>>))
    if (!switchable.has(name) && on !== (builtInFeatures.get(name) ?? false))
      throw notSupported(`feature ${name}=${on}`);
  const storage = value("storage-driver") as string;
  if (!["", "overlay2", "overlayfs"].includes(storage)) throw notSupported(`storage-driver ${storage}`);
  const firewall = value("firewall-backend") as string;
  if (!["", "nftables"].includes(firewall)) throw notSupported(`firewall-backend ${firewall}`);
  for (const [name, runtime] of Object.entries(value("runtimes") as Readonly<Record<string, Runtime>>)) {
    if (runtime.runtimeType !== undefined) throw notSupported(`runtimes.${name}.runtimeType`);
    if (runtime.options !== undefined) throw notSupported(`runtimes.${name}.options`);
  }
}

/** Features that can be had or not. */
const switchable: ReadonlySet<string> = new Set(["cdi"]);

/** Features that Gantry has without being told: they cannot be switched off. */
const builtInFeatures: ReadonlyMap<string, boolean> = new Map([
  ["containerd-snapshotter", true],
  ["buildkit", true],
]);

/**
 * What dockerd finds out only while it starts: `--validate` does not tell.
 * @throws Error in Docker's words
 */
export function checkBeforeStart({ bridge, containers }: DaemonConfig): void {
  const reason = bridgeReason(bridge) ?? cgroupReason(containers) ?? runtimeReason(containers);
  if (reason !== undefined) throw new Error(`failed to start daemon: ${reason}`);
}

function bridgeReason(bridge: DaemonConfig["bridge"]): string | undefined {
  if (bridge.name !== "" && bridge.bip !== "")
    return "You specified -b & --bip, mutually exclusive options. Please specify only one";
  if (!bridge.iptables && !bridge.icc)
    return "You specified --iptables=false with --icc=false. ICC=false uses iptables to function. Please set --icc or --iptables to true";
  return undefined;
}

function cgroupReason(containers: DaemonConfig["containers"]): string | undefined {
  const driver = cgroupDriver(containers);
  if (driver !== "cgroupfs" && driver !== "systemd") return `native.cgroupdriver option ${driver} not supported`;
  const { cgroupParent } = containers;
  if (driver === "systemd" && cgroupParent !== "" && !isSlice(cgroupParent)) return parentIsNoSlice;
  return undefined;
}

/** Of several the last one counts. */
export function cgroupDriver({ execOptions }: DaemonConfig["containers"]): string {
  return execOptions.at(-1)?.split("=")[1]?.trim() || "cgroupfs";
}

/** @throws Error in Docker's words */
export function checkRuntimes(containers: DaemonConfig["containers"]): void {
  const reason = runtimeReason(containers);
  if (reason !== undefined) throw new Error(reason);
}

function runtimeReason({ runtimes, defaultRuntime }: DaemonConfig["containers"]): string | undefined {
  for (const { name, path } of runtimes)
    if (path === "") return `runtime ${name}: either a runtimeType or a path must be configured`;
  if (runtimes.some(({ name }) => name === defaultRuntime)) return undefined;
  return `specified default runtime '${defaultRuntime}' does not exist`;
}
