import type { PortBinding, PortMap } from "#api/types.gen.ts";
import { notSupported } from "#base/errors.ts";
import { parseAddress } from "#formats/netlink/ip-address.ts";
import { invalidHostAddress, invalidPortSpecification } from "./errors.ts";
import { comparePorts, type PortProtocol, type PortRange, parseContainerPort, parseHostPort } from "./port-spec.ts";

/** One port of a container that is to be reachable by addresses of the host, all with the same number. */
export interface PublicationRequest {
  readonly key: string;
  readonly protocol: PortProtocol;
  readonly containerPort: number;
  /** `0.0.0.0` and `::` stand for all addresses of their family. */
  readonly hostAddresses: readonly string[];
  /** Undefined: any port. */
  readonly hostPorts: PortRange | undefined;
}

/** A request that has got its number. */
export interface Publication extends Omit<PublicationRequest, "hostPorts"> {
  readonly hostPort: number;
}

export interface PublicationInput {
  readonly exposedPorts: readonly string[];
  readonly portBindings: PortMap;
  readonly publishAllPorts: boolean;
}

export interface HostDefaults {
  /** Where a binding without a host address listens, as `--ip`; `0.0.0.0` stands for both families. */
  readonly hostAddress: string;
  /** Whether IPv6 addresses of the host are served too. */
  readonly ipv6: boolean;
}

/** Checks port bindings as create does; protocols that are not published are refused by a start. @throws invalid-argument */
export function checkPortBindings(portBindings: PortMap): void {
  for (const [key, bindings] of Object.entries(portBindings)) {
    const port = parseContainerPort(key);
    if (port === undefined) throw invalidPortSpecification(key.split("/")[0] ?? "");
    for (const { HostPort } of bindings ?? [])
      if (parseHostPort(HostPort) === "invalid") throw invalidPortSpecification(HostPort);
  }
}

/** What a container publishes: only exposed ports; with `publishAllPorts` those without a binding get any port. */
export function publicationsOf(input: PublicationInput, host: HostDefaults): PublicationRequest[] {
  return exposed(input).flatMap(({ key, port, protocol }) => {
    const bindings = bindingsOf(input, key);
    if (protocol !== "tcp" && protocol !== "udp") {
      if (bindings.length > 0) throw notSupported(`port protocol ${protocol}`);
      return [];
    }
    return bindings.map((binding) => ({
      key,
      protocol: protocol as PortProtocol,
      containerPort: port,
      hostAddresses: hostAddressesOf(binding.HostIp, host),
      hostPorts: hostPortsOf(binding.HostPort),
    }));
  });
}

/** `NetworkSettings.Ports`: every exposed port, null where it is not published. */
export function portMapOf(input: PublicationInput, publications: readonly Publication[]): PortMap {
  const map: Record<string, PortBinding[] | null> = {};
  for (const { key } of exposed(input)) map[key] = null;
  for (const { key, hostAddresses, hostPort } of publications) {
    const bindings = hostAddresses.map((HostIp) => ({ HostIp, HostPort: String(hostPort) }));
    map[key] = [...(map[key] ?? []), ...bindings];
  }
  return map;
}

/** What a port map says is published: the other way round. Entries that portMapOf does not make are left out. */
export function publicationsIn(map: PortMap): Publication[] {
  return Object.entries(map).flatMap(([key, bindings]) => {
    const port = parseContainerPort(key);
    if (port === undefined || (port.protocol !== "tcp" && port.protocol !== "udp")) return [];
    const protocol: PortProtocol = port.protocol;
    return (bindings ?? []).map(({ HostIp, HostPort }) => ({
      key,
      protocol,
      containerPort: port.port,
      hostAddresses: [HostIp],
      hostPort: Number(HostPort),
    }));
  });
}

/** Publications again, for another endpoint: the same ports of the host. */
export function samePorts(publications: readonly Publication[]): PublicationInput {
  const portBindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const { key, hostAddresses, hostPort } of publications)
    portBindings[key] = [
      ...(portBindings[key] ?? []),
      ...hostAddresses.map((HostIp) => ({ HostIp, HostPort: String(hostPort) })),
    ];
  return { exposedPorts: Object.keys(portBindings), portBindings, publishAllPorts: false };
}

/** The TCP ports of `input` that would be published where others are now, with the ports of the container behind those. */
export function sameTcpPorts(
  input: PublicationInput,
  publications: readonly Publication[],
): { readonly key: string; readonly port: number; readonly giverPort: number }[] {
  return exposed(input)
    .filter(({ protocol }) => protocol === "tcp")
    .flatMap(({ key, port }) => {
      const numbers = bindingsOf(input, key).map(({ HostPort }) => hostPortsOf(HostPort));
      const same = publications.find(
        ({ protocol, hostPort, key: other }) =>
          protocol === "tcp" &&
          numbers.some((range) =>
            range === undefined ? other === key : hostPort >= range.first && hostPort <= range.last,
          ),
      );
      return same === undefined ? [] : [{ key, port, giverPort: same.containerPort }];
    });
}

function bindingsOf({ portBindings, publishAllPorts }: PublicationInput, key: string): readonly PortBinding[] {
  const bound = portBindings[key] ?? [];
  return bound.length === 0 && publishAllPorts ? [{ HostIp: "", HostPort: "" }] : bound;
}

function exposed(input: PublicationInput) {
  const ports = input.exposedPorts.flatMap((key) => {
    const port = parseContainerPort(key);
    return port === undefined ? [] : [{ key, ...port }];
  });
  return ports.sort(comparePorts);
}

function hostAddressesOf(text: string, host: HostDefaults): string[] {
  const address = text === "" ? host.hostAddress : text;
  if (parseAddress(address) === undefined) throw invalidHostAddress(address);
  return text === "" && address === "0.0.0.0" && host.ipv6 ? ["0.0.0.0", "::"] : [address];
}

function hostPortsOf(text: string): PortRange | undefined {
  const range = parseHostPort(text);
  if (range === "invalid") throw invalidPortSpecification(text);
  return range;
}
