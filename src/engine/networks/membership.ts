import type { EndpointSettings } from "#api/types.gen.ts";
import { shortId } from "#base/ids.ts";
import type { NetworkRequest } from "#core/network/contract.ts";
import type { Endpoint } from "#core/network/driver.ts";
import { parseEndpointOptions } from "#core/network/endpoint-options.ts";
import type { GatewayCandidate, GatewayChoice } from "#core/network/gateway-choice.ts";
import { formatAddress, parseAddress } from "#formats/netlink/ip-address.ts";
import type { Network } from "./builtin-networks.ts";

/** A container in one network. */
export interface Membership {
  readonly network: Network;
  readonly asked: EndpointSettings;
  readonly endpoint: Endpoint;
}

/** A network that a container is in, or is to be in, for the choice of its default routes. */
export function candidateOf({ network, asked }: Pick<Membership, "network" | "asked">): GatewayCandidate {
  const { leadsOut: out } = network.driver.facts();
  return { network: network.name, priority: asked.GwPriority ?? 0, ...out };
}

/** The network whose endpoint has the published ports: the one that leads out. */
export function portOwner({ ipv4, ipv6 }: GatewayChoice): string | undefined {
  return ipv4 ?? ipv6;
}

/** Whether names may be asked outside by way of it. */
export function leadsOut(network: Network): boolean {
  const { ipv4, ipv6 } = network.driver.facts().leadsOut;
  return ipv4 || ipv6;
}

/** What its interface in the container is called. */
export function interfaceNameOf(network: Network, asked: EndpointSettings, taken: ReadonlySet<string>): string {
  const { interfaceName } = parseEndpointOptions(asked.DriverOpts);
  if (interfaceName !== undefined) return interfaceName;
  const { interfacePrefix } = network.driver.facts();
  let number = 0;
  while (taken.has(`${interfacePrefix}${number}`)) number += 1;
  return `${interfacePrefix}${number}`;
}

/** `DNSNames` of inspect: all that a container is called in a user-defined network. */
export function dnsNamesOf(request: NetworkRequest, { network, asked }: Membership): readonly string[] | null {
  if (!network.userDefined) return null;
  const { containerName, containerId, hostname, standby } = request;
  const aliases = standby === true ? [] : (asked.Aliases ?? []);
  const names = [containerName, ...aliases, shortId(containerId), hostname];
  return [...new Set(names.filter((name) => name !== ""))];
}

/** `other:alias`, or `other` alone. */
export function linksOf({ Links }: EndpointSettings): ReadonlyMap<string, string> {
  return new Map(
    (Links ?? []).map((link) => {
      const [target = "", alias = target] = link.split(":");
      return [alias.toLowerCase(), target.replace(/^\//, "").toLowerCase()];
    }),
  );
}

/** IPv6 addresses are compared as text further on. */
export function canonical(address: string): string {
  const bytes = parseAddress(address);
  return bytes === undefined ? address : formatAddress(bytes);
}
