import type { ContainerConfig, HostConfig, Ulimit } from "#api/types.gen.ts";
import type { OciDevice, OciDeviceRule, OciMount, OciSeccomp } from "#formats/oci/runtime-spec.ts";
import type { CgroupDriver } from "./cgroups-path.ts";
import { type DeviceEdits, noDeviceEdits } from "./described-devices.ts";
import type { ProcessUser } from "./user.ts";

/**
 * All that decides a container's OCI spec. `config` and `hostConfig` are those of the record: merged, validated and
 * with defaults filled in by `create`.
 */
export interface OciSpecInput {
  readonly id: string;
  readonly config: ContainerConfig;
  readonly hostConfig: HostConfig;
  readonly path: string;
  readonly args: readonly string[];
  /** What linked containers are known by: over Docker's own variables, below the container's. */
  readonly linkedEnvironment?: readonly string[];
  /** Where the root file system will be. */
  readonly rootPath: string;
  readonly user: ProcessUser;
  /** Absolute paths of the files that are bound over those of the image; left out: not bound. */
  readonly files: ContainerFilePaths;
  readonly namespaces: NamespaceChoice;
  /** From `planMounts`. */
  readonly mounts: MountsOfContainer;
  readonly devices: ResolvedDevices;
  readonly seccomp: SeccompFilter;
  readonly host: HostFacts;
  readonly daemon: DaemonDefaults;
}

export interface ContainerFilePaths {
  readonly resolvConf?: string;
  readonly hostname?: string;
  readonly hosts?: string;
}

export interface NamespaceChoice {
  /** A path such as `/proc/self/fd/7`; undefined: the host's network. */
  readonly network: string | undefined;
  /** First process of the container whose pid namespace is joined. */
  readonly pidOf?: number;
  /** First process of the container whose ipc namespace is joined. */
  readonly ipcOf?: number;
  /** First process of the container whose uts namespace is joined: names of host and domain are its own. */
  readonly utsOf?: number;
  /**
   * A directory on the host to be `/dev/shm`, for a container with shareable ipc and those that join it; undefined: a
   * tmpfs of its own. It cannot be a path below /proc/PID/root: mounts of another mount namespace cannot be bound.
   */
  readonly sharedShm?: string;
}

export interface MountsOfContainer {
  /** Binds and tmpfs of the request; a parent comes before what lies in it. */
  readonly mounts: readonly OciMount[];
  readonly rootfsPropagation?: "shared" | "rslave";
}

/** Host devices that the request names, looked up by the engine. */
export interface ResolvedDevices {
  /** Of `HostConfig.Devices` and of those that are described, with the path in the container. */
  readonly nodes: readonly OciDevice[];
  readonly rules: readonly OciDeviceRule[];
  /** Numbers of block devices named in blkio limits, by path. */
  readonly blockDevices: ReadonlyMap<string, { readonly major: number; readonly minor: number }>;
  /** What those that are described change besides. */
  readonly edits: DeviceEdits;
}

export const noDevices: ResolvedDevices = { nodes: [], rules: [], blockDevices: new Map(), edits: noDeviceEdits };

export type SeccompFilter =
  | { readonly kind: "none" }
  /** Compiled for the container's capabilities; crun takes it as it is. */
  | { readonly kind: "bpf"; readonly program: Uint8Array }
  /** For runtimes that compile it themselves. */
  | { readonly kind: "oci"; readonly profile: OciSeccomp };

/** What this machine and the daemon's own limits allow. */
export interface HostFacts {
  readonly cgroupVersion: 1 | 2;
  readonly hostname: string;
  /** Names in the daemon's bounding set, in kernel order. */
  readonly capabilities: readonly string[];
  /** The daemon's hard limits by `RLIMIT_…`; one that is missing is not clamped. */
  readonly hardLimits: ReadonlyMap<string, bigint>;
  /** The lowest oom_score_adj the daemon may give. */
  readonly oomScoreAdjMin: number;
  /** Every device node under /dev, for privileged containers. */
  readonly devices: readonly OciDevice[];
  /** Which of Docker's two default sysctls this kernel has. */
  readonly sysctls: ReadonlySet<string>;
}

export interface DaemonDefaults {
  readonly ulimits: readonly Ulimit[];
  readonly noNewPrivileges: boolean;
  readonly initByDefault: boolean;
  /** The host's docker-init. */
  readonly initPath: string;
  readonly cgroupDriver: CgroupDriver;
  /** Empty: `/docker`, of the systemd driver `system.slice`. */
  readonly cgroupParent: string;
}
