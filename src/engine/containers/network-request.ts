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
  return { ...request, ...joinedPid(context, request.networkMode) };
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

function joinedPid(context: ContainerContext, mode: string): { readonly joinedPid?: number } {
  if (!mode.startsWith(joinPrefix)) return {};
  const other = joinedEntry(context, mode.slice(joinPrefix.length));
  if (other.task === undefined) {
    throw cannotJoinStopped("network", `container ${other.record.name} is ${other.record.state.status}`);
  }
  return { joinedPid: other.task.pid };
}

/** Docker answers 500: a client would take a 404 for a missing image. */
function joinedEntry(context: ContainerContext, ref: string): ContainerEntry {
  try {
    return context.table.find(ref);
  } catch (error) {
    throw isEngineError(error, "not-found") ? cannotJoinAbsent("network", error.message) : error;
  }
}
