import type { ProgramFacts } from "#engine/system/system-facts.ts";
import { usualTimings } from "#registry/http/connect.ts";
import { RemoteRegistries } from "#registry/registries.ts";
import type { DaemonConfig } from "./config/daemon-config.ts";
import { defaultPaths } from "./config/default-paths.ts";

export interface RegistryGround {
  readonly program: ProgramFacts;
  readonly kernelVersion: string;
  readonly architecture: string;
  /** As it is now. */
  readonly config: () => DaemonConfig;
}

/** Registries as the daemon is configured to reach them, now. */
export function openRegistries({ program, kernelVersion, architecture, config }: RegistryGround): RemoteRegistries {
  const userAgent = [
    `gantry/${program.version}`,
    `git-commit/${program.gitCommit}`,
    `kernel/${kernelVersion}`,
    "os/linux",
    `arch/${architecture}`,
  ].join(" ");
  return new RemoteRegistries(() => {
    const { mirrors, insecure, httpProxy, httpsProxy, noProxy, hostsFolder, registriesConf, ...limits } =
      config().registries;
    return {
      mirrors,
      insecure,
      ...limits,
      proxies: { httpProxy, httpsProxy, noProxy },
      certificatesFolder: defaultPaths.certificatesFolder,
      hostsFolders: [...(hostsFolder === "" ? [] : [hostsFolder]), defaultPaths.certificatesFolder],
      registriesConf,
      userAgent,
      timings: usualTimings,
      retryMs: 500,
    };
  });
}
