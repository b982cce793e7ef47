import type { EndpointSettings } from "#api/types.gen.ts";
import { parseAddress } from "#formats/netlink/ip-address.ts";
import { invalidEndpoint, invalidHardwareAddress } from "./errors.ts";

/**
 * Checks what a container asks of a built-in network, as create does. Fields that do not act are refused before.
 * @throws invalid-argument in Docker's words
 */
export function checkBuiltinEndpoint(network: string, asked: Partial<EndpointSettings>): void {
  const causes = [...addressCauses(asked)];
  if ((asked.Aliases ?? []).length > 0)
    causes.push("network-scoped alias is supported only for containers in user defined networks");
  if (causes.length > 0) throw invalidEndpoint(network, causes);
  if (asked.MacAddress && !isHardwareAddress(asked.MacAddress)) throw invalidHardwareAddress(network, asked.MacAddress);
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
