import type { ContainerConfig, Health, HostConfig, Mount, MountPoint, NetworkingConfig } from "#api/types.gen.ts";
import type { Digest } from "#base/digest.ts";
import type { ContainerId } from "#base/ids.ts";
import type { NetworkLeaseSettings, NetworkRequest } from "../network/contract.ts";
import type { Ending } from "./ending.ts";
import type { ContainerLink } from "./links/link.ts";

/**
 * What is saved of a container (kind `container`, key: its id). Times are RFC 3339 with nanoseconds in UTC, as the API
 * shows them. Everything that lives only while the daemon does (task, locks, waiters) is the engine's, not the record's.
 */
export interface ContainerRecord {
  readonly id: ContainerId;
  /** Without the leading slash. */
  readonly name: string;
  readonly created: string;
  readonly image: ContainerImage;
  /** As given, with the image's config merged in. */
  readonly config: ContainerConfig;
  /** As given. */
  readonly hostConfig: HostConfig;
  readonly networkingConfig: NetworkingConfig;
  readonly path: string;
  readonly args: readonly string[];
  readonly runtime: string;
  readonly logPath: string;
  readonly mounts: readonly MountPoint[];
  /** Specifications of mount points that `VolumesFrom` lent; those of its own stand in `hostConfig.Mounts`. */
  readonly mountSpecs?: readonly Mount[];
  /** Ids of the images that are mounted, by destination. */
  readonly imageMounts?: Readonly<Record<string, Digest>>;
  /** Names of volumes that go with the container, when anonymous volumes do and nobody else has them. */
  readonly anonymousVolumes?: readonly string[];
  /** To other containers on the default bridge; aliases differ. */
  readonly links?: readonly ContainerLink[];
  /** Automatic restarts since it was last started by somebody. */
  readonly restartCount: number;
  /** Somebody has ended it since its last start: `unless-stopped` does not start it again. */
  readonly manuallyStopped?: boolean;
  readonly state: ContainerRecordState;
  /** Who asked for the last run's end, or why it came to none; absent where there is nothing to say. */
  readonly ending?: Ending;
  /** It stands still, or is about to, only until this is done: a start of the engine lets it run on. */
  readonly pausedUntil?: "commit";
  /** Of a container with a health check that has been started; as in memory when the record was last saved. */
  readonly health?: Health;
  /** What it holds of the networks, from just before it starts until it has ended. */
  readonly lease?: { readonly request: NetworkRequest; readonly settings: NetworkLeaseSettings };
}

export interface ContainerImage {
  /** As the request named it. */
  readonly reference: string;
  /** Empty, and then without a manifest: the container was made of no image, and has an empty root. */
  readonly id: Digest | "";
  readonly manifestDigest?: Digest;
  readonly manifestMediaType?: string;
  readonly manifestSizeBytes?: number;
  readonly manifestAnnotations?: Readonly<Record<string, string>>;
  readonly chainId?: Digest;
  readonly architecture: string;
  readonly os: string;
}

export interface ContainerRecordState {
  readonly status: ContainerStatus;
  /** 0 when no process runs. */
  readonly pid: number;
  readonly exitCode: number;
  /** Why the last start failed; empty otherwise. */
  readonly error: string;
  readonly oomKilled: boolean;
  /** `0001-01-01T00:00:00Z` before the first start. */
  readonly startedAt: string;
  readonly finishedAt: string;
}

/**
 * `starting` is saved just before a task is run, and never shown: after a crash the task decides what became of it.
 * `starting-again` is the same for an automatic restart, and shown as `restarting`, the wait before it.
 */
export type ContainerStatus =
  | "created"
  | "starting"
  | "running"
  | "paused"
  | "restarting"
  | "starting-again"
  | "exited"
  | "dead"
  | "removing";
