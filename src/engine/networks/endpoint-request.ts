import type { EndpointSettings } from "#api/types.gen.ts";
import type { NetworkRequest } from "#core/network/contract.ts";
import type { EndpointRequest } from "#core/network/driver.ts";
import { parseEndpointOptions } from "#core/network/endpoint-options.ts";
import type { GatewayChoice } from "#core/network/gateway-choice.ts";
import type { PublicationInput } from "#core/network/publication.ts";
import type { Network } from "./builtin-networks.ts";
import { canonical, portOwner } from "./membership.ts";

/** How a container is to come into a network. */
export interface ConnectWish {
  readonly network: Network;
  readonly asked: EndpointSettings;
  readonly interfaceName: string;
  readonly gateways: GatewayChoice;
  /** Instead of those that the container asks for. */
  readonly ports?: PublicationInput | undefined;
}

/** What a driver is asked for one container in its network. */
export function endpointRequestOf(
  request: NetworkRequest,
  wish: ConnectWish & Pick<EndpointRequest, "endpointId" | "netns">,
): EndpointRequest {
  const { network, asked, interfaceName, gateways, endpointId, netns } = wish;
  const { containerId, containerName } = request;
  const { IPv4Address, IPv6Address, LinkLocalIPs } = asked.IPAMConfig ?? {};
  const { sysctls } = parseEndpointOptions(asked.DriverOpts);
  const publishes = portOwner(gateways) === network.name && request.standby !== true;
  return {
    endpointId,
    containerId,
    containerName,
    netns,
    interfaceName,
    defaultRoutes: { ipv4: gateways.ipv4 === network.name, ipv6: gateways.ipv6 === network.name },
    ...(asked.MacAddress ? { hardwareAddress: asked.MacAddress } : {}),
    ...(IPv4Address ? { ipv4: IPv4Address } : {}),
    ...(IPv6Address ? { ipv6: canonical(IPv6Address) } : {}),
    linkLocal: LinkLocalIPs ?? [],
    sysctls: sysctls.map(({ key, value }) => ({ key: key.replace("IFNAME", interfaceName), value })),
    ports: publishes ? (wish.ports ?? request) : undefined,
    links: network.userDefined ? undefined : request.links,
  };
}
