import { parseAddress } from "#formats/netlink/ip-address.ts";

/** An IPv4 subnet: its lowest address as a number, and its prefix length. */
export interface Subnet {
  readonly base: number;
  readonly prefixLength: number;
}

/** Parses `172.17.0.1/16` to the subnet that the address lies in. Undefined when it is no IPv4 prefix. */
export function parseSubnet(text: string): Subnet | undefined {
  const [address = "", length = ""] = text.split("/");
  const number = addressToNumber(address);
  if (number === undefined || !/^\d{1,2}$/.test(length) || Number(length) > 32) return undefined;
  return subnetOf(number, Number(length));
}

export function subnetOf(address: number, prefixLength: number): Subnet {
  const size = 2 ** (32 - prefixLength);
  return { base: Math.floor(address / size) * size, prefixLength };
}

export function formatSubnet(subnet: Subnet): string {
  return `${numberToAddress(subnet.base)}/${subnet.prefixLength}`;
}

export function sizeOf(subnet: Subnet): number {
  return 2 ** (32 - subnet.prefixLength);
}

export function contains(subnet: Subnet, address: number): boolean {
  return address >= subnet.base && address < subnet.base + sizeOf(subnet);
}

export function overlaps(a: Subnet, b: Subnet): boolean {
  return a.base < b.base + sizeOf(b) && b.base < a.base + sizeOf(a);
}

/** Undefined when `text` is no IPv4 address. */
export function addressToNumber(text: string): number | undefined {
  const bytes = text.includes(":") ? undefined : parseAddress(text);
  return bytes?.reduce((sum, byte) => sum * 256 + byte, 0);
}

export function numberToAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join(".");
}
