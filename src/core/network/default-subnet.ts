import { overlaps, type Subnet, sizeOf } from "./subnet.ts";

/** A range that networks without a subnet of their own are cut from, in pieces of `prefixLength`. */
export interface AddressRange {
  readonly range: Subnet;
  readonly prefixLength: number;
}

/** Docker's built-in ranges, in its order. */
export const defaultRanges: readonly AddressRange[] = [
  ...Array.from({ length: 15 }, (_, i) => range([172, 17 + i], { from: 16, pieces: 16 })),
  range([192, 168], { from: 16, pieces: 20 }),
];

/** The first piece that overlaps nothing that is in use: routes and addresses of the host, other networks. */
export function chooseSubnet(ranges: readonly AddressRange[], used: readonly Subnet[]): Subnet | undefined {
  for (const { range, prefixLength } of ranges) {
    const step = 2 ** (32 - prefixLength);
    for (let base = range.base; base < range.base + sizeOf(range); base += step) {
      const candidate = { base, prefixLength };
      if (!used.some((other) => overlaps(candidate, other))) return candidate;
    }
  }
  return undefined;
}

function range(
  head: readonly [number, number],
  size: { readonly from: number; readonly pieces: number },
): AddressRange {
  return { range: { base: (head[0] * 256 + head[1]) * 65536, prefixLength: size.from }, prefixLength: size.pieces };
}
