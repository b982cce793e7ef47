import type { EndpointSettings } from "#api/types.gen.ts";
import { emptyEndpoint } from "#core/container/views/network-view.ts";
import type { NetworkRequest } from "#core/network/contract.ts";
import { findNetwork, type Network } from "./builtin-networks.ts";

/** The mode's network first, then the others by name. @throws not-found */
export function wantedNetworks(request: NetworkRequest, networks: readonly Network[]) {
  const { networkMode } = request;
  const modeOnly = Object.keys(request.endpoints).length === 0 && request.nowhere !== true;
  const endpoints = modeOnly ? { [networkMode]: emptyEndpoint } : request.endpoints;
  const own = networks.find(({ name, id }) => name === networkMode || id === networkMode)?.name ?? networkMode;
  const names = Object.keys(endpoints).sort((a, b) => {
    const [first, second] = [a, b].map((name) => Number(name !== own && name !== networkMode));
    return (first ?? 0) - (second ?? 0) || (a < b ? -1 : 1);
  });
  const wanted = new Map<Network, EndpointSettings>();
  for (const name of names) {
    const network = findNetwork(networks, name === "default" ? "bridge" : name);
    wanted.set(network, endpoints[name] ?? emptyEndpoint);
  }
  return [...wanted].map(([network, asked]) => ({ network, asked }));
}
