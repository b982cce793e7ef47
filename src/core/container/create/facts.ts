import type { Digest } from "#base/digest.ts";
import type { CgroupDriver } from "../oci-spec/cgroups-path.ts";
import type { MountDonor } from "./plan-volumes.ts";

/** What checking a request needs to know of the machine, the daemon and the other containers. */
export interface CreateFacts {
  readonly cpuCount: number;
  /** Lists as the kernel writes them: `0-3`. */
  readonly cpus: string;
  readonly memoryNodes: string;
  /** What the kernel's cgroups offer; what they lack is discarded with a warning, as Docker does. */
  readonly cgroups: CgroupSupport;
  readonly cgroupVersion: 1 | 2;
  readonly cgroupDriver: CgroupDriver;
  readonly ipv4Forwarding: boolean;
  readonly hostname: string;
  readonly runtimes: readonly string[];
  readonly defaultRuntime: string;
  /** Names in the daemon's bounding set. */
  readonly capabilities: readonly string[];
  readonly shmSizeBytes: number;
  readonly ipcMode: string;
  readonly cgroupnsMode: string;
  /** Where all that the engine keeps lies. */
  readonly dataRoot: string;
  readonly logDriver: string;
  readonly logOptions: Readonly<Record<string, string>>;
  /** The id of a container by name, id or prefix. */
  readonly containerId: (ref: string) => string | undefined;
  /** The container whose mounts `VolumesFrom` lends, by name, id or prefix. */
  readonly donor: (ref: string) => MountDonor | undefined;
  /** The id of an image that is to be mounted. @throws not-found */
  readonly mountedImage: (ref: string) => Digest;
  /** 64 hex digits. */
  readonly newVolumeName: () => string;
  /** Whether a path is there on the host. */
  readonly pathExists: (path: string) => boolean;
}

export interface CgroupSupport {
  readonly memory: boolean;
  readonly swap: boolean;
  readonly memoryReservation: boolean;
  readonly memorySwappiness: boolean;
  readonly oomKillDisable: boolean;
  readonly pids: boolean;
  readonly cpuCfs: boolean;
  readonly cpuShares: boolean;
  readonly cpuset: boolean;
  readonly blkioWeight: boolean;
  readonly blkioWeightDevice: boolean;
  readonly blkioThrottle: boolean;
}
