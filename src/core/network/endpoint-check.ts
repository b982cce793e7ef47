import type { EndpointSettings } from "#api/types.gen.ts";
import { EngineError } from "#base/errors.ts";
import { parseAddress } from "#formats/netlink/ip-address.ts";
import { familyOf, prefixOf } from "./create/plan-subnets.ts";
import { invalidEndpoint, invalidHardwareAddress, invalidSettings } from "./errors.ts";
import { holds, numberOf } from "./prefix.ts";
import type { NetworkRecord } from "./record.ts";

/**
 * Checks what a container asks of a built-in network, as create does. Fields that do not act are refused before.
 * @throws invalid-argument in Docker's words
 */
export function checkBuiltinEndpoint(network: string | undefined, asked: Partial<EndpointSettings>): void {
  const causes = [...addressCauses(asked)];
  if ((asked.Aliases ?? []).length > 0)
    causes.push("network-scoped alias is supported only for containers in user defined networks");
  if (causes.length > 0) throw network === undefined ? invalidSettings(causes) : invalidEndpoint(network, causes);
  if (network !== undefined && asked.MacAddress && !isHardwareAddress(asked.MacAddress))
    throw invalidHardwareAddress(network, asked.MacAddress);
}

/**
 * Checks what a container asks of a user-defined network. `network` is named in front for create, not for connect.
 * @throws invalid-argument in Docker's words
 */
export function checkUserEndpoint(record: NetworkRecord, asked: Partial<EndpointSettings>, network?: string): void {
  const { IPv4Address: ipv4 = "", IPv6Address: ipv6 = "", LinkLocalIPs } = asked.IPAMConfig ?? {};
  const causes: string[] = [];
  if (ipv4 !== "" && parseAddress(ipv4)?.length !== 4) causes.push(`invalid IPv4 address: ${ipv4}`);
  if (ipv6 !== "" && parseAddress(ipv6)?.length !== 16) causes.push(`invalid IPv6 address: ${ipv6}`);
  for (const address of LinkLocalIPs ?? [])
    if (parseAddress(address) === undefined) causes.push(`invalid link-local IP address: ${address}`);
  causes.push(...placeCauses(record, ipv4, "ipv4"), ...placeCauses(record, ipv6, "ipv6"));
  if (causes.length > 0) throw network === undefined ? invalidSettings(causes) : invalidEndpoint(network, causes);
  const mac = asked.MacAddress ?? "";
  if (mac !== "" && !isHardwareAddress(mac))
    throw network === undefined
      ? new EngineError("invalid-argument", `invalid MAC address ${mac}`)
      : invalidHardwareAddress(network, mac);
}

function* placeCauses(record: NetworkRecord, text: string, family: "ipv4" | "ipv6"): Generator<string> {
  if (text === "") return;
  const asked = record.ipam.subnets.filter((subnet) => subnet.asked && familyOf(subnet.subnet) === family);
  if (asked.length === 0) {
    yield "user specified IP address is supported only when connecting to networks with user configured subnets";
    return;
  }
  const address = numberOf(text);
  const inside = address !== undefined && asked.some(({ subnet }) => holds(prefixOf(subnet), address));
  if (!inside) yield `no configured subnet or ip-range contain the IP address ${text}`;
}

/** Of a network that is not there yet, only what the request itself says can be wrong. @throws invalid-argument */
export function checkUnknownEndpoint(asked: Partial<EndpointSettings>, network: string): void {
  const { IPv4Address: ipv4 = "", IPv6Address: ipv6 = "" } = asked.IPAMConfig ?? {};
  const causes: string[] = [];
  if (ipv4 !== "" && parseAddress(ipv4)?.length !== 4) causes.push(`invalid IPv4 address: ${ipv4}`);
  if (ipv6 !== "" && parseAddress(ipv6)?.length !== 16) causes.push(`invalid IPv6 address: ${ipv6}`);
  if (causes.length > 0) throw invalidEndpoint(network, causes);
}

export function isHardwareAddress(text: string): boolean {
  return /^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}$/.test(text);
}

function* addressCauses({ IPAMConfig }: Partial<EndpointSettings>): Generator<string> {
  const { IPv4Address: ipv4, IPv6Address: ipv6 } = IPAMConfig ?? {};
  if (!ipv4 && !ipv6) return;
  yield "user specified IP address is supported on user defined networks only";
  if (ipv4 && parseAddress(ipv4)?.length !== 4) yield `invalid IPv4 address: ${ipv4}`;
  if (ipv6 && parseAddress(ipv6)?.length !== 16) yield `invalid IPv6 address: ${ipv6}`;
  yield "user specified IP address is supported only when connecting to networks with user configured subnets";
}
