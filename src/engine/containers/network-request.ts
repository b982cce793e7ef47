import { EngineError, isEngineError } from "#base/errors.ts";
import { cannotJoinStopped } from "#core/container/errors.ts";
import { recordedEndpoints } from "#core/container/recorded-endpoints.ts";
import type { NetworkRequest } from "#core/network/contract.ts";
import { upstreamsFor } from "../container-files/host-resolver.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { dnsOf } from "./dns-settings.ts";

/** What a container asks of the networks. @throws not-found · conflict when it joins one that does not run */
export function networkRequestOf(context: ContainerContext, entry: ContainerEntry): NetworkRequest {
  const { config, hostConfig, name } = entry.record;
  const endpoints = recordedEndpoints(entry.record);
  const mode = hostConfig.NetworkMode || "default";
  return {
    containerId: entry.id,
    containerName: name,
    hostname: config.Hostname ?? "",
    networkMode: mode === "default" ? "bridge" : mode,
    endpoints,
    ...(Object.keys(endpoints).length === 0 && !mode.startsWith("container:") ? { nowhere: true } : {}),
    exposedPorts: Object.keys(config.ExposedPorts ?? {}),
    portBindings: hostConfig.PortBindings ?? {},
    publishAllPorts: hostConfig.PublishAllPorts === true,
    sysctls: hostConfig.Sysctls ?? {},
    upstreams: upstreamsFor(dnsOf(context, entry).servers),
    ...joinedPid(context, mode),
  };
}

function joinedPid(context: ContainerContext, mode: string): { readonly joinedPid?: number } {
  if (!mode.startsWith("container:")) return {};
  const other = joinedEntry(context, mode.slice("container:".length));
  if (other.task === undefined) {
    throw cannotJoinStopped("network", `container ${other.record.name} is ${other.record.state.status}`);
  }
  return { joinedPid: other.task.pid };
}

/** Docker answers 400: a client would take a 404 for a missing image. */
function joinedEntry(context: ContainerContext, ref: string): ContainerEntry {
  try {
    return context.table.find(ref);
  } catch (error) {
    throw isEngineError(error, "not-found") ? new EngineError("invalid-argument", error.message) : error;
  }
}
