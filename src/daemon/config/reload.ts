import { hostname } from "node:os";
import type { DaemonConfig } from "./daemon-config.ts";
import { loadConfig } from "./load.ts";

/**
 * What a running daemon takes over of its command line and configuration file when they are read again; the rest of
 * `current` stays until the next start, as with dockerd.
 * @throws Error in Docker's words; nothing is taken over then
 */
export function reloadedConfig(argv: readonly string[], current: DaemonConfig): DaemonConfig {
  const command = loadConfig(argv);
  if (command.action !== "run") return current;
  const { config } = command;
  return {
    ...current,
    debug: config.debug,
    logLevel: config.logLevel,
    labels: config.labels,
    liveRestore: config.liveRestore,
    shutdownTimeoutS: config.shutdownTimeoutS,
    containers: {
      ...current.containers,
      runtimes: config.containers.runtimes,
      defaultRuntime: config.containers.defaultRuntime,
      shmSizeBytes: config.containers.shmSizeBytes,
      ipcMode: config.containers.ipcMode,
      cgroupnsMode: config.containers.cgroupnsMode,
    },
  };
}

/** The attributes of the event `daemon reload`: what is in force now. */
export function reloadAttributes({ containers, ...config }: DaemonConfig): Record<string, string> {
  return {
    debug: String(config.debug),
    "default-cgroupns-mode": containers.cgroupnsMode,
    "default-ipc-mode": containers.ipcMode,
    "default-runtime": containers.defaultRuntime,
    "default-shm-size": String(containers.shmSizeBytes),
    labels: JSON.stringify(config.labels),
    "live-restore": String(config.liveRestore),
    name: hostname(),
    runtimes: containers.runtimes.map(({ name, path }) => `${name}:${path}`).join(" "),
    "shutdown-timeout": String(config.shutdownTimeoutS),
  };
}
