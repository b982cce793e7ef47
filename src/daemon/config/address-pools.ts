import { JsonNumber, type JsonValue } from "#api/json-parse.ts";
import { parsedList } from "#cli/flags/lists.ts";
import type { PoolRange } from "#core/network/address-ranges.ts";
import { addressBits, parseCidr } from "#core/network/prefix.ts";
import type { ConfigOption } from "./option.ts";

/** One `--default-address-pool`: pieces of `size` are cut from `base`. */
export interface AddressPoolOption {
  readonly base: string;
  readonly size: number;
}

/** A repeatable flag `base=10.0.0.0/8,size=24`; in the file a list of objects. */
export function addressPools(traits: { readonly key: string; readonly usage: string }): ConfigOption {
  const flag = parsedList({ usage: traits.usage, type: "pool-options", parse: parsePool });
  const show = (value: unknown): string =>
    `[${(value as readonly AddressPoolOption[]).map(({ base, size }) => `${base} ${size}`).join(" ")}]`;
  return { key: traits.key, shape: "pools", flag, support: "acts", show };
}

/** @throws Error in Docker's words */
export function parsePool(text: string): AddressPoolOption {
  const fields = new Map<string, string>();
  for (const field of text.split(",")) {
    const [key = "", value] = field.split(/=(.*)/s);
    if (value === undefined) throw new Error(`invalid field '${field}' must be a key=value pair`);
    if (key !== "base" && key !== "size") throw new Error(`unexpected key '${key}' in '${field}'`);
    fields.set(key, value);
  }
  const size = fields.get("size") ?? "0";
  if (!/^\d+$/.test(size)) throw new Error(`invalid size value: ${size} (must be integer)`);
  return checked({ base: fields.get("base") ?? "", size: Number(size) });
}

/** The file's value. @throws Error */
export function poolsOfFile(value: JsonValue): AddressPoolOption[] {
  if (!Array.isArray(value)) throw new Error("invalid JSON: default-address-pools must be a list");
  return value.map((item) => {
    const [base, size] = item instanceof Map ? [item.get("base"), item.get("size")] : [];
    const number = size instanceof JsonNumber ? Number(size.source) : size;
    if (typeof base !== "string" || typeof number !== "number")
      throw new Error("invalid JSON: a member of default-address-pools has a base and a size");
    return checked({ base, size: number });
  });
}

/** Pools as the networks take them. */
export function poolRanges(pools: readonly AddressPoolOption[]): PoolRange[] {
  return pools.flatMap(({ base, size }) => {
    const parsed = parseCidr(base);
    return parsed === undefined ? [] : [{ range: parsed.prefix, pieceLength: size }];
  });
}

function checked(pool: AddressPoolOption): AddressPoolOption {
  const prefix = parseCidr(pool.base)?.prefix;
  if (prefix === undefined) throw new Error(`invalid base pool ${JSON.stringify(pool.base)}: invalid CIDR address`);
  if (pool.size < prefix.length || pool.size > addressBits(prefix.family))
    throw new Error(`invalid pools size: ${pool.size}`);
  return pool;
}
