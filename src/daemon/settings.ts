import { readFileSync } from "node:fs";
import type { EngineSettings } from "#engine/settings.ts";
import type { DaemonConfig } from "./config/daemon-config.ts";
import type { ConfiguredRuntime } from "./config/runtimes.ts";
import { cgroupDriver } from "./config/validate.ts";

export interface SettingsGround {
  /** Where the shim's program is: it serves as docker-init, too. */
  readonly shimPath: string;
  readonly cgroupVersion: 1 | 2;
}

/** As it was given where nothing is found: the start of a container then says what is missing. */
function executable({ path, otherwise = "" }: ConfiguredRuntime): string {
  return Bun.which(path) ?? Bun.which(otherwise) ?? path;
}

/** What the configuration decides for the engine, with the defaults that depend on the machine. */
export function engineSettings(config: DaemonConfig, { shimPath, cgroupVersion }: SettingsGround): EngineSettings {
  const { containers } = config;
  const seccompProfile = profileText(containers.seccompProfile);
  return {
    dataRoot: config.dataRoot,
    execRoot: config.execRoot,
    runtimes: containers.runtimes.map((runtime) => ({
      name: runtime.name,
      path: executable(runtime),
      args: runtime.args,
    })),
    defaultRuntime: containers.defaultRuntime,
    cgroupDriver: cgroupDriver(containers) === "systemd" ? "systemd" : "cgroupfs",
    cgroupParent: containers.cgroupParent,
    logDriver: containers.logDriver,
    logOptions: containers.logOptions,
    liveRestore: config.liveRestore,
    initByDefault: containers.init,
    initPath: containers.initPath || shimPath,
    shmSizeBytes: containers.shmSizeBytes,
    ulimits: containers.ulimits,
    ipcMode: containers.ipcMode,
    cgroupnsMode: containers.cgroupnsMode || (cgroupVersion === 1 ? "host" : "private"),
    noNewPrivileges: containers.noNewPrivileges,
    ...(seccompProfile === undefined ? {} : { seccompProfile }),
    dns: config.dns,
    dnsSearch: config.dnsSearch,
    dnsOptions: config.dnsOptions,
    shutdownTimeoutS: config.shutdownTimeoutS,
    stopTimeoutS: config.stopTimeoutS,
  };
}

/** @throws Error naming the file when it cannot be read */
function profileText(profile: string): string | undefined {
  if (profile === "" || profile === "builtin") return undefined;
  return profile === "unconfined" ? profile : readFileSync(profile, "utf8");
}
