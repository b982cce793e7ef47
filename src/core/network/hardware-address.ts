import { parseAddress } from "#formats/netlink/ip-address.ts";

/**
 * The hardware address that goes with an address: locally administered, `02:42:` and its last four bytes. An address
 * that is given out again keeps it, so that no neighbour holds a stale one (Docker before 28 did the same; 28 draws it).
 */
export function hardwareAddressOf(address: string): string {
  const bytes = parseAddress(address);
  if (bytes === undefined) throw new RangeError(`not an address: ${JSON.stringify(address)}`);
  return [2, 0x42, ...bytes.slice(-4)].map((byte) => byte.toString(16).padStart(2, "0")).join(":");
}
