import { labels } from "../labels.ts";
import type { NamedService } from "../named-service.ts";
import type { ObservedContainer } from "../observe/observed.ts";
import { serviceHash } from "../shape/hash.ts";

export interface Expected {
  /** With the ids of the containers that it borrows of. */
  readonly service: NamedService;
  /** Of its image; empty where it is not known. */
  readonly imageId: string;
  /** Ids of the networks it is on, by key; `undefined` for one that is made. */
  readonly networks: ReadonlyMap<string, string | undefined>;
  /** Names of the project's volumes, by key. */
  readonly volumes: ReadonlyMap<string, string>;
  readonly isRunning: boolean;
}

/** Why a container is not what the file says; `undefined`: it is. */
export function divergence(expected: Expected, actual: ObservedContainer): string | undefined {
  const { service, imageId, isRunning } = expected;
  if (actual.labels[labels.configHash] !== serviceHash(service)) return "its configuration changed";
  if ((actual.labels[labels.image] ?? "") !== imageId) return "its image changed";
  const network = isRunning ? missingNetwork(expected, actual) : undefined;
  if (network !== undefined) return `it is not on network ${network}`;
  const volume = missingVolume(expected, actual);
  return volume === undefined ? undefined : `it has not volume ${volume}`;
}

function missingNetwork({ service, networks }: Expected, { summary }: ObservedContainer): string | undefined {
  const joined = Object.values(summary.NetworkSettings?.Networks ?? {}).map((endpoint) => endpoint?.NetworkID);
  return [...(service.networks?.keys() ?? [])].find((key) => !joined.includes(networks.get(key) ?? ""));
}

function missingVolume({ service, volumes }: Expected, { summary }: ObservedContainer): string | undefined {
  const mounted = (summary.Mounts ?? []).filter(({ Type }) => Type === "volume").map(({ Name }) => Name);
  const wanted = (service.volumes ?? []).filter(({ type, source }) => type === "volume" && source);
  return wanted.map(({ source }) => source!).find((source) => !mounted.includes(volumes.get(source) ?? ""));
}
