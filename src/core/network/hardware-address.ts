import { parseAddress } from "#formats/netlink/ip-address.ts";

/**
 * The hardware address that goes with an IPv4 address: locally administered, `02:42:` and its four bytes. An address
 * that is given out again keeps it, so that no neighbour holds a stale one (Docker before 28 did the same; 28 draws it).
 */
export function hardwareAddressOf(address: string): string {
  const bytes = parseAddress(address);
  if (bytes?.length !== 4) throw new RangeError(`not an IPv4 address: ${JSON.stringify(address)}`);
  return [2, 0x42, ...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(":");
}
