import type { IPAMConfig } from "#api/types.gen.ts";
import { AddressBook } from "../address-book.ts";
import { choosePiece, type PoolRange } from "../address-ranges.ts";
import { noFreeSubnet } from "../errors.ts";
import { type Family, overlap, type Prefix, parseCidr, prefixText } from "../prefix.ts";
import type { SubnetRecord } from "../record.ts";
import { auxiliaryTaken, poolOverlaps, severalSubnets } from "./errors.ts";

export interface SubnetWish {
  readonly ipv4: boolean;
  readonly ipv6: boolean;
  readonly subnets: readonly IPAMConfig[];
  readonly pools: readonly PoolRange[];
  /** Subnets of other networks: none may overlap. */
  readonly networks: readonly Prefix[];
  /** Subnets that the host uses: none that is chosen here overlaps, but one that is asked for may. */
  readonly host: readonly Prefix[];
}

/**
 * The subnets of a new network, one a family: those that are asked for, then those that are missing. Subnets of a family
 * that is off are kept as they were asked for, as Docker does, and mean nothing.
 * @throws forbidden · system in Docker's words
 */
export function planSubnets(wish: SubnetWish): SubnetRecord[] {
  const planned = wish.subnets.map((config) => askedSubnet(config, wish));
  for (const [index, { subnet }] of planned.entries()) {
    const others = planned.slice(0, index).filter((other) => familyOf(other.subnet) === familyOf(subnet));
    if (others.some((other) => overlap(prefixOf(other.subnet), prefixOf(subnet)))) throw poolOverlaps();
    if (others.length > 0) throw severalSubnets();
  }
  const families = (["ipv4", "ipv6"] as const).filter((family) => wish[family]);
  for (const family of families) {
    if (planned.some(({ subnet }) => familyOf(subnet) === family)) continue;
    const subnet = choosePiece(wish.pools, family, [...wish.networks, ...wish.host]);
    if (subnet === undefined) throw noFreeSubnet();
    const gateway = new AddressBook({ subnet }).take() ?? "";
    planned.push({ subnet: prefixText(subnet), gateway, showsGateway: true, asked: false });
  }
  return planned;
}

/** The book of a subnet's addresses, with its gateway and its auxiliary addresses taken. */
export function bookOf({ subnet, range, gateway, auxiliary = {} }: SubnetRecord): AddressBook {
  const book = new AddressBook({ subnet: prefixOf(subnet), range: range === undefined ? undefined : prefixOf(range) });
  book.reserve(gateway);
  for (const address of Object.values(auxiliary)) book.reserve(address);
  return book;
}

export function prefixOf(cidr: string): Prefix {
  const parsed = parseCidr(cidr);
  if (parsed === undefined) throw new RangeError(`not a prefix: ${cidr}`);
  return parsed.prefix;
}

export function familyOf(cidr: string): Family {
  return cidr.includes(":") ? "ipv6" : "ipv4";
}

function askedSubnet(config: IPAMConfig, wish: SubnetWish): SubnetRecord {
  const { Subnet = "", IPRange = "", Gateway = "", AuxiliaryAddresses } = config;
  const subnet = prefixOf(Subnet);
  if (wish[subnet.family] && wish.networks.some((other) => overlap(other, subnet))) throw poolOverlaps();
  const range = IPRange === "" ? undefined : prefixOf(IPRange);
  const book = new AddressBook({ subnet, range });
  if (Gateway !== "") book.reserve(Gateway);
  for (const [name, address] of Object.entries(AuxiliaryAddresses ?? {}))
    if (!book.reserve(address)) throw auxiliaryTaken(name, address);
  // The gateway that is not asked for is the first free address of the range, as Docker's.
  const gateway = Gateway === "" ? (book.take() ?? "") : Gateway;
  return {
    subnet: Subnet,
    ...(IPRange === "" ? {} : { range: IPRange }),
    gateway,
    showsGateway: Gateway !== "",
    ...(AuxiliaryAddresses === undefined || AuxiliaryAddresses === null ? {} : { auxiliary: AuxiliaryAddresses }),
    asked: true,
  };
}
