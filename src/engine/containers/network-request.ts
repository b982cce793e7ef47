import { isEngineError } from "#base/errors.ts";
import { cannotJoinAbsent, cannotJoinStopped } from "#core/container/errors.ts";
import { recordedEndpoints } from "#core/container/recorded-endpoints.ts";
import type { NetworkRequest } from "#core/network/contract.ts";
import { upstreamsFor } from "../container-files/host-resolver.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { dnsOf } from "./dns-settings.ts";
import { networkLinksOf } from "./links.ts";

const joinPrefix = "container:";

/** What a container that starts asks of the networks. @throws system · conflict when it joins one that is not there or does not run */
export function networkRequestOf(context: ContainerContext, entry: ContainerEntry): NetworkRequest {
  const request = plannedNetworks(context, entry);
  const joined = joinedContainerOf(context, request.networkMode);
  return joined === undefined ? request : { ...request, joinedPid: joined.pid };
}

/** The same of one that need not start yet: the container whose network it joins may come later. */
export function plannedNetworks(context: ContainerContext, entry: ContainerEntry): NetworkRequest {
  const { config, hostConfig, name } = entry.record;
  const endpoints = recordedEndpoints(entry.record);
  // One without networks has a namespace of its own, whatever mode it names.
  const mode = config.NetworkDisabled === true ? "none" : hostConfig.NetworkMode || "default";
  return {
    containerId: entry.id,
    containerName: name,
    hostname: config.Hostname ?? "",
    networkMode: mode === "default" ? "bridge" : mode,
    endpoints,
    ...(Object.keys(endpoints).length === 0 && !mode.startsWith(joinPrefix) ? { nowhere: true } : {}),
    exposedPorts: Object.keys(config.ExposedPorts ?? {}),
    portBindings: hostConfig.PortBindings ?? {},
    publishAllPorts: hostConfig.PublishAllPorts === true,
    sysctls: hostConfig.Sysctls ?? {},
    links: networkLinksOf(context, entry),
    upstreams: upstreamsFor(dnsOf(context, entry).servers),
  };
}

/** The container that a network mode names: `container:NAME`. */
export function joinedName(mode: string): string | undefined {
  return mode.startsWith(joinPrefix) ? mode.slice(joinPrefix.length) : undefined;
}

/**
 * The container whose network a mode says to join, and its first process; undefined: it says no such thing.
 * @throws system · conflict where that container is not there or does not run
 */
export function joinedContainerOf(
  context: Pick<ContainerContext, "table">,
  mode: string,
): { readonly entry: ContainerEntry; readonly pid: number } | undefined {
  const name = joinedName(mode);
  if (name === undefined) return undefined;
  const entry = joinedEntry(context, name);
  if (entry.task !== undefined) return { entry, pid: entry.task.pid };
  throw cannotJoinStopped("network", `container ${entry.record.name} is ${entry.record.state.status}`);
}

/** Docker answers 500: a client would take a 404 for a missing image. */
function joinedEntry({ table }: Pick<ContainerContext, "table">, ref: string): ContainerEntry {
  if (ref === "") throw cannotJoinAbsent("network", 'invalid name or ID supplied: ""');
  try {
    return table.find(ref);
  } catch (error) {
    throw isEngineError(error, "not-found") ? cannotJoinAbsent("network", error.message) : error;
  }
}
