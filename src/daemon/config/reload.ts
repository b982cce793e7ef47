import { hostname } from "node:os";
import type { DaemonConfig } from "./daemon-config.ts";
import type { Environment } from "./environment.ts";
import { type LoadedFile, reloadFile } from "./load.ts";
import { checkRuntimes } from "./validate.ts";

/**
 * What a running daemon takes over of its configuration file when it is read again, as dockerd does: a key that is not
 * in the file keeps its value, but for features and the limits of transfers, which go back to their defaults.
 * @throws Error in Docker's words; nothing is taken over then
 */
export function reloadedConfig(argv: readonly string[], environment: Environment, current: DaemonConfig): DaemonConfig {
  const file = reloadFile(argv, environment);
  const { inFile, config } = file;
  const debug = inFile("debug") ? config.debug : current.debug;
  const level = debug ? "debug" : "info";
  const changed: DaemonConfig = {
    ...current,
    debug,
    logLevel: debug === current.debug ? current.logLevel : level,
    labels: inFile("labels") ? config.labels : current.labels,
    liveRestore: inFile("live-restore") ? config.liveRestore : current.liveRestore,
    shutdownTimeoutS: inFile("shutdown-timeout") ? config.shutdownTimeoutS : current.shutdownTimeoutS,
    stopTimeoutS: inFile("default-stop-timeout") ? config.stopTimeoutS : current.stopTimeoutS,
    imageHistoryAgeMs: inFile("image-history-age") ? config.imageHistoryAgeMs : current.imageHistoryAgeMs,
    features: inFile("features") ? config.features : {},
    registries: reloadedRegistries(file, current),
    containers: reloadedContainers(file, current),
  };
  checkRuntimes(changed.containers);
  return changed;
}

function reloadedRegistries({ inFile, config }: LoadedFile, current: DaemonConfig): DaemonConfig["registries"] {
  const { mirrors, insecure, maxDownloads, maxUploads, maxDownloadAttempts } = config.registries;
  return {
    ...current.registries,
    mirrors: inFile("registry-mirrors") ? mirrors : current.registries.mirrors,
    insecure: inFile("insecure-registries") ? insecure : current.registries.insecure,
    maxDownloads: inFile("max-concurrent-downloads") ? maxDownloads : defaults.maxDownloads,
    maxUploads: inFile("max-concurrent-uploads") ? maxUploads : defaults.maxUploads,
    maxDownloadAttempts: inFile("max-download-attempts") ? maxDownloadAttempts : defaults.maxDownloadAttempts,
  };
}

const defaults = { maxDownloads: 3, maxUploads: 5, maxDownloadAttempts: 5 };

function reloadedContainers({ inFile, config }: LoadedFile, current: DaemonConfig): DaemonConfig["containers"] {
  const { runtimes, defaultRuntime, shmSizeBytes, ipcMode, cgroupnsMode } = config.containers;
  return {
    ...current.containers,
    ...(inFile("runtimes") ? { runtimes } : {}),
    ...(inFile("default-runtime") ? { defaultRuntime } : {}),
    ...(inFile("default-shm-size") ? { shmSizeBytes } : {}),
    ...(inFile("default-ipc-mode") ? { ipcMode } : {}),
    ...(inFile("default-cgroupns-mode") ? { cgroupnsMode } : {}),
  };
}

/** The attributes of the event `daemon reload`: what is in force now. `cgroupnsMode` is the machine's, where none is set. */
export function reloadAttributes(config: DaemonConfig, cgroupnsMode: string): Record<string, string> {
  const { containers, registries } = config;
  const added = containers.runtimes.filter(({ isStock }) => isStock !== true);
  return {
    debug: String(config.debug),
    "default-cgroupns-mode": containers.cgroupnsMode || cgroupnsMode,
    "default-ipc-mode": containers.ipcMode,
    "default-runtime": containers.defaultRuntime,
    "default-shm-size": String(containers.shmSizeBytes),
    features: goMap(config.features),
    "insecure-registries": JSON.stringify(registries.insecure),
    labels: JSON.stringify(config.labels),
    "live-restore": String(config.liveRestore),
    "max-concurrent-downloads": String(registries.maxDownloads),
    "max-concurrent-uploads": String(registries.maxUploads),
    "max-download-attempts": String(registries.maxDownloadAttempts),
    name: hostname(),
    "registry-mirrors": JSON.stringify(registries.mirrors),
    runtimes: added.map(({ name, path }) => `${name}:${path}`).join(" "),
    "shutdown-timeout": String(config.shutdownTimeoutS),
  };
}

function goMap(values: Readonly<Record<string, boolean>>): string {
  const entries = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([name, value]) => `${name}:${value}`).join(" ")}]`;
}
