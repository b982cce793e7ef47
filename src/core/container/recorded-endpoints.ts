import type { EndpointSettings, NetworkingConfig } from "#api/types.gen.ts";
import type { NetworkLeaseSettings } from "../network/contract.ts";
import type { ContainerRecord } from "./record.ts";
import { emptyEndpoint } from "./views/network-view.ts";

type Endpoints = Readonly<Record<string, EndpointSettings>>;

/**
 * The networks that a container is to be in, by name. A record without a list names only its mode's; one with a list, which
 * may be empty once it was taken out of all, exactly those.
 */
export function recordedEndpoints(
  record: Pick<ContainerRecord, "config" | "hostConfig" | "networkingConfig">,
): Endpoints {
  const mode = record.hostConfig.NetworkMode || "bridge";
  if (record.config.NetworkDisabled === true || mode.startsWith("container:")) return {};
  const name = mode === "default" ? "bridge" : mode;
  return record.networkingConfig.EndpointsConfig ?? { [name]: emptyEndpoint };
}

/** What create records of a request: the networks that it names, or that of its mode alone; each goes by its name. */
export function networkingToRecord(
  { EndpointsConfig }: NetworkingConfig,
  mode: string,
  nameOf: (ref: string) => string,
): NetworkingConfig {
  if (mode.startsWith("container:")) return { EndpointsConfig: null };
  const asked = Object.entries(EndpointsConfig ?? {});
  const own = nameOf(mode || "bridge");
  if (asked.length === 0) return { EndpointsConfig: own === mode ? null : { [own]: emptyEndpoint } };
  const named = asked.map(([ref, endpoint]): [string, EndpointSettings] => [nameOf(ref), endpoint]);
  return { EndpointsConfig: Object.fromEntries(named) };
}

/** What a container that was started keeps of its networks when it ends: what was asked for, and who they are. */
export function endpointsOnceStarted(asked: Endpoints, { networks }: NetworkLeaseSettings): Endpoints {
  const kept = Object.entries(networks).map(([name, { NetworkID, DNSNames }]): [string, EndpointSettings] => [
    name,
    { ...(asked[name] ?? emptyEndpoint), NetworkID, DNSNames },
  ]);
  return Object.fromEntries(kept);
}
