import { minApiVersion } from "#api/version.ts";
import type { EngineSettings } from "#engine/settings.ts";
import type { DaemonFacts } from "#engine/system/system-facts.ts";
import type { DaemonConfig } from "./config/daemon-config.ts";
import { maskCredentials } from "./config/registry-values.ts";
import type { engineSettings } from "./settings.ts";

/** What `info` and `version` tell of the configuration. */
export function daemonFacts(config: DaemonConfig, openApiUrls: readonly string[]): DaemonFacts {
  const { labels, debug, experimental, registries } = config;
  const { seccompProfile, initPath } = config.containers;
  const { mirrors, insecure, httpProxy, httpsProxy, noProxy } = registries;
  return {
    labels,
    debug,
    experimental,
    openApiUrls,
    seccompProfile,
    minApiVersion: config.minApiVersion || minApiVersion,
    registries: {
      mirrors,
      insecure,
      httpProxy: maskCredentials(httpProxy),
      httpsProxy: maskCredentials(httpsProxy),
      noProxy: maskCredentials(noProxy),
    },
    ...(initPath === "" ? {} : { initPath }),
  };
}

/** The settings that a reload changes; the others are those of the start. */
export function reloadedSettings(settings: ReturnType<typeof engineSettings>): Partial<EngineSettings> {
  const { runtimes, defaultRuntime, liveRestore, shmSizeBytes, ipcMode, cgroupnsMode } = settings;
  const { shutdownTimeoutS, stopTimeoutS } = settings;
  return { runtimes, defaultRuntime, liveRestore, shmSizeBytes, ipcMode, cgroupnsMode, shutdownTimeoutS, stopTimeoutS };
}
