import type { BuildCacheRecord, ContainerSummary, ImageHistoryUsage, ImageSummary, Volume } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { DescribedDevices } from "#core/devices/contract.ts";
import type { EventLog } from "../events/event-log.ts";
import type { EngineSettings } from "../settings.ts";
import type { HostFacts } from "./host-facts.ts";
import type { RuntimeVersion } from "./runtime-version.ts";

/** What the program is. */
export interface ProgramFacts {
  readonly version: string;
  readonly gitCommit: string;
  /** RFC 3339. */
  readonly buildTime: string;
  /** What it runs on, where Docker names Go's version: `bun1.4.5`. */
  readonly languageRuntime: string;
}

/** What the daemon's configuration says of the daemon itself. */
export interface DaemonFacts {
  readonly labels: readonly string[];
  readonly debug: boolean;
  readonly experimental: boolean;
  /** The address, with `http` or `https`, of every port on which clients are not asked who they are. */
  readonly openApiUrls: readonly string[];
  /** `builtin`, `unconfined` or a path. */
  readonly seccompProfile: string;
  readonly registries: RegistryFacts;
  /** The oldest version of the API that is spoken. */
  readonly minApiVersion: string;
  /** The init that was configured; undefined: the engine's own. */
  readonly initPath?: string;
}

/** How registries are reached; proxies are without their credentials. */
export interface RegistryFacts {
  readonly mirrors: readonly string[];
  /** Names and ranges of addresses. */
  readonly insecure: readonly string[];
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}

export interface Counts {
  readonly running: number;
  readonly paused: number;
  readonly stopped: number;
  readonly images: number;
}

/** Names of what the daemon can be asked for, by kind, sorted. */
export interface DriverNames {
  readonly volume: readonly string[];
  readonly network: readonly string[];
  readonly log: readonly string[];
}

/** What disk usage is asked of. Sizes are measured outside of this thread. */
export interface UsageSources {
  containers(op: Op): Promise<readonly ContainerSummary[]>;
  images(op: Op): Promise<readonly ImageSummary[]>;
  volumes(op: Op): Promise<readonly Volume[]>;
  buildCache(): readonly BuildCacheRecord[];
  /** Bytes of all that is stored of images, packed and unpacked. */
  imageBytes(op: Op): Promise<number>;
  /** What former images of names hold; undefined: nothing. */
  imageHistory(): ImageHistoryUsage | undefined;
}

export interface SystemFacts {
  /** A UUID that stays with the data root. */
  readonly engineId: string;
  readonly program: ProgramFacts;
  readonly settings: EngineSettings;
  readonly daemon: DaemonFacts;
  readonly host: HostFacts;
  readonly devices: DescribedDevices;
  readonly drivers: DriverNames;
  /** By the name of the runtime; one whose version could not be read is not there. */
  readonly runtimeVersions: ReadonlyMap<string, RuntimeVersion>;
  /** Name of the snapshot driver. */
  readonly storageDriver: string;
  readonly firewallDriver: string;
  readonly events: EventLog;
  counts(): Counts;
  readonly usage: UsageSources;
  /** What else an operator should know, such as a foreign firewall rule in the way. */
  warnings(): readonly string[];
}
