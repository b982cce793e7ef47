import type { EndpointSettings, IPAM } from "#api/types.gen.ts";
import type { NetworkSpec } from "#client/network-create.ts";
import { composeVersion, labels } from "../labels.ts";
import type { NamedService } from "../named-service.ts";
import { networkHash } from "../shape/hash.ts";
import type { Project } from "../shape/project.ts";
import type { Network } from "../shape/resources.ts";
import type { Service } from "../shape/service.ts";
import { containerName } from "./names.ts";

const interfaceName = "com.docker.network.endpoint.ifname";

/** The request that makes a project's network. */
export function networkSpec(project: Project, key: string, network: Network): NetworkSpec {
  return {
    Name: network.name ?? key,
    Driver: network.driver ?? "",
    Options: network.driver_opts === undefined ? null : Object.fromEntries(network.driver_opts),
    Internal: network.internal ?? false,
    Attachable: network.attachable ?? false,
    ...(network.enable_ipv4 === undefined ? {} : { EnableIPv4: network.enable_ipv4 }),
    ...(network.enable_ipv6 === undefined ? {} : { EnableIPv6: network.enable_ipv6 }),
    IPAM: ipam(network),
    Labels: {
      ...Object.fromEntries(network.labels ?? []),
      [labels.network]: key,
      [labels.project]: project.name,
      [labels.version]: composeVersion,
      [labels.configHash]: networkHash(network),
    },
  };
}

function ipam({ ipam: given }: Network): IPAM | null {
  if (!given?.driver && (given?.config ?? []).length === 0) return null;
  return {
    Driver: given?.driver ?? "",
    Options: null,
    Config: (given?.config ?? []).map(({ subnet, ip_range, gateway, aux_addresses }) => ({
      ...(subnet === undefined ? {} : { Subnet: subnet }),
      ...(ip_range === undefined ? {} : { IPRange: ip_range }),
      ...(gateway === undefined ? {} : { Gateway: gateway }),
      ...(aux_addresses === undefined ? {} : { AuxiliaryAddresses: Object.fromEntries(aux_addresses) }),
    })),
  };
}

/** Keys of the networks that a service is on, the most important first. */
export function networksByPriority(service: Service): string[] {
  return [...(service.networks ?? [])]
    .map(([key, settings]) => ({ key, priority: settings?.priority ?? 0 }))
    .sort((left, right) => right.priority - left.priority || (left.key < right.key ? -1 : 1))
    .map(({ key }) => key);
}

export interface Joining {
  readonly project: Project;
  readonly service: NamedService;
  readonly number: number;
  /** `container:alias` of other containers. */
  readonly links: readonly string[];
  /** The names of the service lead to the container. */
  readonly withAliases: boolean;
}

/** How a container is on one network. */
export function endpointSettings(joining: Joining, key: string): Partial<EndpointSettings> {
  const { project, service, number, links, withAliases } = joining;
  const settings = service.networks?.get(key);
  const own = containerName(project, service, number);
  const driverOptions = {
    ...Object.fromEntries(settings?.driver_opts ?? []),
    ...(settings?.interface_name ? { [interfaceName]: settings.interface_name } : {}),
  };
  return {
    Aliases: withAliases ? [own, service.name, ...(settings?.aliases ?? [])] : [own],
    Links: links.length === 0 ? null : links,
    ...(settings === undefined
      ? {}
      : {
          IPAMConfig: {
            ...(settings.ipv4_address ? { IPv4Address: settings.ipv4_address } : {}),
            ...(settings.ipv6_address ? { IPv6Address: settings.ipv6_address } : {}),
            ...(settings.link_local_ips === undefined ? {} : { LinkLocalIPs: settings.link_local_ips }),
          },
          MacAddress: settings.mac_address ?? "",
          GwPriority: settings.gw_priority ?? 0,
        }),
    DriverOpts: Object.keys(driverOptions).length === 0 ? null : driverOptions,
  };
}

export interface NetworkSettings {
  readonly mode: string;
  /** By the network's name; `undefined` where the mode says all. */
  readonly endpoints?: Readonly<Record<string, Partial<EndpointSettings>>>;
}

/** The networks that a container is made on. */
export function networkSettings(joining: Joining): NetworkSettings {
  const { project, service } = joining;
  if (service.network_mode) return { mode: service.network_mode };
  if (project.networks.size === 0) return { mode: "none" };
  const [primary = "default", ...others] = networksByPriority(service);
  const nameOf = (key: string): string => project.networks.get(key)?.name ?? key;
  const first = endpointSettings(joining, primary);
  const endpoints = {
    [nameOf(primary)]: { ...first, MacAddress: first.MacAddress || service.mac_address || "" },
    ...Object.fromEntries(others.map((key) => [nameOf(key), endpointSettings(joining, key)])),
  };
  return { mode: nameOf(primary), endpoints };
}
