import type { EndpointSettings, IPAMConfig, NetworkEndpoint, NetworkInspect } from "#api/types.gen.ts";
import { subnetView } from "#core/network/create/configuration.ts";
import type { Endpoint } from "#core/network/driver.ts";
import type { Network } from "./builtin-networks.ts";

/** What inspect shows of a network; a list leaves its containers out. */
export function inspectView(network: Network, endpoints: readonly Endpoint[]): NetworkInspect {
  const { record } = network;
  return {
    Name: network.name,
    Id: network.id,
    Created: network.created,
    Scope: record?.scope ?? "local",
    Driver: network.driver.type,
    EnableIPv4: record?.enableIpv4 ?? true,
    EnableIPv6: record?.enableIpv6 ?? network.driver.facts().leadsOut.ipv6,
    IPAM: {
      Driver: record?.ipam.driver ?? "default",
      Options: record?.ipam.options ?? null,
      Config: ipamConfig(network),
    },
    Internal: record?.internal ?? false,
    Attachable: record?.attachable ?? false,
    Ingress: false,
    ConfigFrom: { Network: record?.configFrom ?? "" },
    ConfigOnly: record?.configOnly ?? false,
    Containers: Object.fromEntries(endpoints.map((endpoint) => [endpoint.containerId, endpointView(endpoint)])),
    Options: record?.options ?? network.driver.facts().options,
    Labels: record?.labels ?? {},
  };
}

function ipamConfig({ record, driver }: Network): IPAMConfig[] | null {
  if (record?.configOnly && record.ipam.subnets.length === 0) return null;
  if (record !== undefined) return record.ipam.subnets.map(subnetView);
  return driver.facts().subnets?.map(subnetView) ?? null;
}

interface Shown {
  readonly network: Network;
  readonly endpoint: Endpoint;
  readonly asked: Partial<EndpointSettings>;
}

/** `NetworkSettings.Networks[NAME]` of a running container: what was asked for, and what it got. */
export function endpointSettings(
  { network, endpoint, asked }: Shown,
  dnsNames: readonly string[] | null,
): EndpointSettings {
  const { ipv4, ipv6, hardwareAddress } = endpoint.address ?? {};
  return {
    IPAMConfig: asked.IPAMConfig ?? null,
    Links: asked.Links ?? null,
    Aliases: asked.Aliases ?? null,
    MacAddress: hardwareAddress ?? "",
    DriverOpts: asked.DriverOpts ?? null,
    GwPriority: asked.GwPriority ?? 0,
    NetworkID: network.id,
    EndpointID: endpoint.endpointId,
    Gateway: ipv4?.gateway ?? "",
    IPAddress: ipv4?.address ?? "",
    IPPrefixLen: ipv4?.prefixLength ?? 0,
    IPv6Gateway: ipv6?.gateway ?? "",
    GlobalIPv6Address: ipv6?.address ?? "",
    GlobalIPv6PrefixLen: ipv6?.prefixLength ?? 0,
    DNSNames: dnsNames,
  };
}

function endpointView({ containerName, endpointId, address }: Endpoint): NetworkEndpoint {
  const { ipv4, ipv6, hardwareAddress = "" } = address ?? {};
  return {
    Name: containerName,
    EndpointID: endpointId,
    MacAddress: hardwareAddress,
    IPv4Address: ipv4 === undefined ? "" : `${ipv4.address}/${ipv4.prefixLength}`,
    IPv6Address: ipv6 === undefined ? "" : `${ipv6.address}/${ipv6.prefixLength}`,
  };
}
