import { createHash } from "node:crypto";
import { addressBits, lastOf, overlap, type Prefix, parseCidr } from "./prefix.ts";

/** A range that networks without a subnet of their own are cut from, in pieces of `pieceLength`. */
export interface PoolRange {
  readonly range: Prefix;
  readonly pieceLength: number;
}

/** Docker's built-in IPv4 ranges, in its order. */
export const defaultPools: readonly PoolRange[] = [
  ...Array.from({ length: 15 }, (_, n) => pool(`172.${17 + n}.0.0/16`, 16)),
  pool("192.168.0.0/16", 20),
];

/** An IPv6 range of one's own (RFC 4193), drawn from what names the engine. */
export function uniqueLocalPool(identity: Uint8Array): PoolRange {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = identity;
  const groups = [0xfd00 | a, (b << 8) | c, (d << 8) | e].map((group) => group.toString(16));
  return pool(`${groups.join(":")}::/48`, 64);
}

/** The pools, with a range of the engine's own where they have none for IPv6. `identity` names the engine. */
export function withIpv6(pools: readonly PoolRange[], identity: string): readonly PoolRange[] {
  if (pools.some(({ range }) => range.family === "ipv6")) return pools;
  return [...pools, uniqueLocalPool(createHash("sha256").update(identity).digest())];
}

/** The first piece of a family that overlaps nothing in use. Undefined when there is none. */
export function choosePiece(
  pools: readonly PoolRange[],
  family: Prefix["family"],
  used: readonly Prefix[],
): Prefix | undefined {
  for (const { range, pieceLength } of pools) {
    if (range.family !== family) continue;
    const step = 1n << BigInt(addressBits(family) - pieceLength);
    let base = range.base;
    while (base <= lastOf(range)) {
      const candidate: Prefix = { family, base, length: pieceLength };
      const other = used.find((prefix) => overlap(prefix, candidate));
      if (other === undefined) return candidate;
      // On to the first piece behind what is in the way: an IPv6 range has too many to look at each.
      const behind = lastOf(other) + 1n;
      base = behind > base + step ? range.base + ((behind - range.base + step - 1n) / step) * step : base + step;
    }
  }
  return undefined;
}

function pool(range: string, pieceLength: number): PoolRange {
  const parsed = parseCidr(range);
  if (parsed === undefined) throw new RangeError(`not a prefix: ${range}`);
  return { range: parsed.prefix, pieceLength };
}
