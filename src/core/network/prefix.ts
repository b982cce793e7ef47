import { formatAddress, parseAddress } from "#formats/netlink/ip-address.ts";

export type Family = "ipv4" | "ipv6";

/** A block of addresses of either family: its lowest address as a number, and the length of its prefix. */
export interface Prefix {
  readonly family: Family;
  readonly base: bigint;
  readonly length: number;
}

export interface NumberedAddress {
  readonly family: Family;
  readonly number: bigint;
}

export function addressBits(family: Family): number {
  return family === "ipv4" ? 32 : 128;
}

/** Undefined when `text` is no address. */
export function numberOf(text: string): NumberedAddress | undefined {
  const bytes = parseAddress(text);
  if (bytes === undefined) return undefined;
  const number = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return { family: bytes.length === 4 ? "ipv4" : "ipv6", number };
}

export function addressText(family: Family, number: bigint): string {
  const hex = number.toString(16).padStart(addressBits(family) / 4, "0");
  return formatAddress(Uint8Array.from(Buffer.from(hex, "hex")));
}

/** Parses `10.1.2.3/16`: the address, and the block it lies in. Undefined when it is no CIDR notation. */
export function parseCidr(text: string): { readonly prefix: Prefix; readonly address: bigint } | undefined {
  const [head = "", tail = "", ...more] = text.split("/");
  const address = numberOf(head);
  if (address === undefined || more.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(tail)) return undefined;
  const length = Number(tail);
  if (length > addressBits(address.family)) return undefined;
  return { prefix: blockOf(address, length), address: address.number };
}

/** The block of `length` that an address lies in. */
export function blockOf({ family, number }: NumberedAddress, length: number): Prefix {
  const host = BigInt(addressBits(family) - length);
  return { family, base: (number >> host) << host, length };
}

export function prefixText({ family, base, length }: Prefix): string {
  return `${addressText(family, base)}/${length}`;
}

export function lastOf({ family, base, length }: Prefix): bigint {
  return base + (1n << BigInt(addressBits(family) - length)) - 1n;
}

export function holds(prefix: Prefix, { family, number }: NumberedAddress): boolean {
  return family === prefix.family && number >= prefix.base && number <= lastOf(prefix);
}

export function overlap(a: Prefix, b: Prefix): boolean {
  return a.family === b.family && a.base <= lastOf(b) && b.base <= lastOf(a);
}
