import type { EndpointSettings } from "#api/types.gen.ts";
import type { RunningLease } from "#core/network/contract.ts";
import type { EndpointAddress, RunningEndpoint } from "#core/network/driver.ts";
import { publicationsIn } from "#core/network/publication.ts";
import type { Network } from "./builtin-networks.ts";

export interface LeasedEndpoint {
  readonly network: Network;
  readonly asked: EndpointSettings;
  readonly endpoint: RunningEndpoint;
}

/** What a container that runs has in each of its networks. */
export function leasedEndpoints(lease: RunningLease, networks: readonly Network[]): LeasedEndpoint[] {
  const { containerId, containerName, pid, request, settings } = lease;
  const found = networks.flatMap((network): LeasedEndpoint[] => {
    const given = settings.networks[network.name];
    if (given === undefined) return [];
    const asked = request.endpoints[network.name] ?? given;
    const links = network.userDefined ? undefined : request.links;
    const shared = { endpointId: given.EndpointID, containerId, containerName, pid, links };
    return [{ network, asked, endpoint: { ...shared, address: addressOf(given), publications: [] } }];
  });
  const owner = found.find(({ endpoint }) => (endpoint.address?.ipv4 ?? endpoint.address?.ipv6)?.gateway);
  return found.map((each) => {
    const publications = found.length === 1 || each === owner ? publicationsIn(settings.ports) : [];
    return { ...each, endpoint: { ...each.endpoint, publications } };
  });
}

function addressOf(given: EndpointSettings): EndpointAddress | undefined {
  const family = (address: string, prefixLength: number, gateway: string) =>
    address === "" ? undefined : { address, prefixLength, gateway };
  const ipv4 = family(given.IPAddress, given.IPPrefixLen, given.Gateway);
  const ipv6 = family(given.GlobalIPv6Address, given.GlobalIPv6PrefixLen, given.IPv6Gateway);
  if (ipv4 === undefined && ipv6 === undefined) return undefined;
  return { hardwareAddress: given.MacAddress, ipv4, ipv6 };
}
