import type { CgroupDriver } from "#core/container/oci-spec/cgroups-path.ts";
import type { RuntimeSpec } from "#core/runtime/contract.ts";

/** What the daemon's configuration decides for the engine. Paths are absolute. */
export interface EngineSettings {
  readonly dataRoot: string;
  readonly execRoot: string;
  readonly runtimes: readonly RuntimeSpec[];
  readonly defaultRuntime: string;
  readonly cgroupDriver: CgroupDriver;
  /** Empty: `/docker`, of the systemd driver `system.slice`. */
  readonly cgroupParent: string;
  readonly logDriver: string;
  readonly logOptions: Readonly<Record<string, string>>;
  readonly liveRestore: boolean;
  readonly initByDefault: boolean;
  readonly initPath: string;
  readonly shmSizeBytes: number;
  readonly ulimits: readonly { readonly Name: string; readonly Soft: number; readonly Hard: number }[];
  readonly ipcMode: "private" | "shareable";
  readonly cgroupnsMode: "private" | "host";
  readonly noNewPrivileges: boolean;
  /** Text of a profile in Docker's format; undefined: the built-in one; `unconfined`: none. */
  readonly seccompProfile?: string;
  readonly dns: readonly string[];
  readonly dnsSearch: readonly string[];
  readonly dnsOptions: readonly string[];
  readonly shutdownTimeoutS: number;
  /** Seconds that containers without a time of their own have to stop; negative: for ever. */
  readonly stopTimeoutS: number;
}
