import type { EndpointSettings, NetworkEndpoint, NetworkInspect } from "#api/types.gen.ts";
import type { Endpoint } from "#core/network/driver.ts";
import type { Network } from "./builtin-networks.ts";

/** What inspect shows of a network; a list leaves its containers out. */
export function inspectView(network: Network, endpoints: readonly Endpoint[]): NetworkInspect {
  const { subnets, options } = network.driver.facts();
  return {
    Name: network.name,
    Id: network.id,
    Created: network.created,
    Scope: "local",
    Driver: network.driver.type,
    EnableIPv4: true,
    EnableIPv6: false,
    IPAM: {
      Driver: "default",
      Options: null,
      Config: subnets?.map(({ subnet, gateway }) => ({ Subnet: subnet, Gateway: gateway })) ?? null,
    },
    Internal: false,
    Attachable: false,
    Ingress: false,
    ConfigFrom: { Network: "" },
    ConfigOnly: false,
    Containers: Object.fromEntries(endpoints.map((endpoint) => [endpoint.containerId, endpointView(endpoint)])),
    Options: options,
    Labels: {},
  };
}

/** `NetworkSettings.Networks[NAME]` of a running container: what was asked for, and what it got. */
export function endpointSettings(
  network: Network,
  endpoint: Endpoint,
  asked: Partial<EndpointSettings>,
): EndpointSettings {
  const { address } = endpoint;
  return {
    IPAMConfig: asked.IPAMConfig ?? null,
    Links: asked.Links ?? null,
    Aliases: asked.Aliases ?? null,
    MacAddress: address?.hardwareAddress ?? "",
    DriverOpts: asked.DriverOpts ?? null,
    GwPriority: asked.GwPriority ?? 0,
    NetworkID: network.id,
    EndpointID: endpoint.endpointId,
    Gateway: address?.gateway ?? "",
    IPAddress: address?.address ?? "",
    IPPrefixLen: address?.prefixLength ?? 0,
    IPv6Gateway: "",
    GlobalIPv6Address: "",
    GlobalIPv6PrefixLen: 0,
    DNSNames: null,
  };
}

function endpointView({ containerName, endpointId, address }: Endpoint): NetworkEndpoint {
  return {
    Name: containerName,
    EndpointID: endpointId,
    MacAddress: address?.hardwareAddress ?? "",
    IPv4Address: address === undefined ? "" : `${address.address}/${address.prefixLength}`,
    IPv6Address: "",
  };
}
