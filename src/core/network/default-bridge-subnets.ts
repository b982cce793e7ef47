import { EngineError } from "#base/errors.ts";
import { choosePiece, type PoolRange } from "./address-ranges.ts";
import { familyOf, prefixOf } from "./create/plan-subnets.ts";
import { noFreeSubnet } from "./errors.ts";
import { addressText, blockOf, type Family, holds, numberOf, type Prefix, parseCidr, prefixText } from "./prefix.ts";
import type { SubnetRecord } from "./record.ts";

/** What the daemon's flags ask of one family of the default bridge. */
export interface FamilyWish {
  /** `--fixed-cidr`, `--fixed-cidr-v6`: where containers get their addresses from. */
  readonly range?: string;
  /** `--default-gateway`, `--default-gateway-v6`: where containers send what leads out. */
  readonly route?: string;
}

export interface Ipv6Wish extends FamilyWish {
  /** `--bip6`: the bridge's own address with its prefix. */
  readonly address?: string;
  readonly pools: readonly PoolRange[];
  /** What the host uses. */
  readonly used: readonly Prefix[];
  /** An address of a container that runs: its subnet stays. */
  readonly running?: { readonly address: string; readonly prefixLength: number; readonly gateway: string } | undefined;
}

/** A subnet of the default bridge, as inspect shows it. */
export interface BridgeSubnet extends SubnetRecord {
  /** The router that containers have, where it is not the bridge. */
  readonly route?: string;
}

/** The IPv4 side: the bridge's place is known already. @throws EngineError in Docker's words */
export function ipv4Subnet(
  place: { readonly subnet: string; readonly gateway: string; readonly isGiven: boolean },
  wish: FamilyWish,
): BridgeSubnet {
  return complete({ ...place, showsGateway: place.isGiven || wish.range === undefined }, wish);
}

/** The IPv6 side of a default bridge with `--ipv6`. @throws EngineError in Docker's words */
export function ipv6Subnet(wish: Ipv6Wish): BridgeSubnet {
  const { running, address, range } = wish;
  if (running !== undefined && running.gateway !== wish.route) return complete(placeOf(running), wish);
  if (address !== undefined) {
    const { prefix, address: own } = cidr("bip6", address);
    const gateway = addressText("ipv6", own);
    return complete({ subnet: prefixText(prefix), gateway, showsGateway: true }, wish);
  }
  if (range !== undefined) {
    const { prefix } = cidr("fixed-cidr-v6", range);
    return complete({ subnet: prefixText(prefix), gateway: firstOf(prefix), showsGateway: false }, wish);
  }
  const chosen = choosePiece(wish.pools, "ipv6", wish.used);
  if (chosen === undefined) throw noFreeSubnet();
  return complete({ subnet: prefixText(chosen), gateway: firstOf(chosen), showsGateway: true }, wish);
}

/** Checks the values of the flags alone: `family` says whose. @throws EngineError in Docker's words */
export function cidr(flag: string, text: string, family: Family = "ipv6") {
  const parsed = parseCidr(text);
  if (parsed?.prefix.family !== family) {
    throw refused(`parse ${flag} failed: invalid CIDR address: ${text}`);
  }
  return parsed;
}

interface Place {
  readonly subnet: string;
  readonly gateway: string;
  readonly showsGateway: boolean;
}

function placeOf(running: NonNullable<Ipv6Wish["running"]>): Place {
  const number = numberOf(running.address);
  if (number === undefined) throw new RangeError(`not an address: ${running.address}`);
  const subnet = prefixText(blockOf(number, running.prefixLength));
  return { subnet, gateway: running.gateway, showsGateway: true };
}

function firstOf(prefix: Prefix): string {
  return addressText(prefix.family, prefix.base + 1n);
}

function complete({ subnet, gateway, showsGateway }: Place, { range, route }: FamilyWish): BridgeSubnet {
  const whole = prefixOf(subnet);
  const family = familyOf(subnet);
  if (range !== undefined) {
    const { prefix } = cidr(family === "ipv4" ? "fixed-cidr" : "fixed-cidr-v6", range, family);
    const base = { family, number: prefix.base };
    if (!holds(whole, base) || prefix.length < whole.length) {
      throw refused(`range '${range}' is not in subnet '${subnet}'`);
    }
  }
  if (route === undefined) return { subnet, ...ranged(range), gateway, showsGateway, asked: false };
  const name = family === "ipv4" ? "DefaultGatewayIPv4" : "DefaultGatewayIPv6";
  const address = numberOf(route);
  if (address === undefined || !holds(whole, address)) {
    const text = `auxiliary address: (${name}:${route}) must belong to the master pool: ${subnet}`;
    throw refused(`error creating default "bridge" network: ${text}`);
  }
  return { subnet, ...ranged(range), gateway, showsGateway, auxiliary: { [name]: route }, asked: false, route };
}

function ranged(range: string | undefined) {
  return range === undefined ? {} : { range };
}

function refused(reason: string): EngineError {
  return new EngineError(
    "invalid-argument",
    `failed to start daemon: Error initializing network controller: ${reason}`,
  );
}
