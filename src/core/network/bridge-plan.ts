import { type AddressRange, chooseSubnet } from "./default-subnet.ts";
import { bridgeMissing, noFreeSubnet } from "./errors.ts";
import { gatewayOf } from "./nft-plan.ts";
import { addressToNumber, contains, parseSubnet, type Subnet, subnetOf } from "./subnet.ts";

/** What the host's network looks like, as far as the default bridge's plan depends on it. */
export interface HostNetwork {
  readonly links: readonly HostLink[];
  readonly addresses: readonly {
    readonly linkIndex: number;
    readonly address: string;
    readonly prefixLength: number;
  }[];
  /** Undefined destination: the default route. */
  readonly routes: readonly {
    readonly destination: { readonly address: string; readonly prefixLength: number } | undefined;
  }[];
}

export interface HostLink {
  readonly index: number;
  readonly name: string;
  readonly kind: string;
  readonly alias: string;
  readonly master: number | undefined;
}

export interface BridgeWish {
  /** `--bridge`: a bridge that exists. */
  readonly name?: string;
  /** `--bip`: the bridge's own address with its prefix. */
  readonly address?: string;
  /** `--fixed-cidr`: lies in the subnet, or is it where nothing else says. */
  readonly range?: Subnet;
  /** `--default-gateway`: no address of the bridge, even if running containers have it as their router. */
  readonly route?: string;
  /** Docker is installed as well, and will want docker0 whenever it starts. */
  readonly besideDocker?: boolean;
  readonly ranges: readonly AddressRange[];
  /** An address of a container that runs: the subnet must hold it, whatever became of the bridge. */
  readonly runningAddress?: { readonly address: string; readonly prefixLength: number; readonly gateway: string };
}

export interface BridgePlan {
  readonly name: string;
  readonly subnet: Subnet;
  readonly gateway: string;
  /** Whether the bridge has to be made. */
  readonly make: boolean;
  /** Addresses of other subnets that the bridge must lose first. */
  readonly wrongAddresses: readonly { readonly address: string; readonly prefixLength: number }[];
  readonly hasAddress: boolean;
  /** Whether `--bip`, or a bridge that exists, says what the gateway is. */
  readonly isGiven: boolean;
}

export const bridgeAlias = "gantry default bridge";
const ownNames = ["docker0", "gantry0"] as const;

/**
 * Which bridge and which subnet the default network has. Without `--bridge` it is docker0, or gantry0 where another
 * engine has made docker0, or may make it. @throws EngineError when the named bridge is missing, or all ranges are in use
 */
export function planBridge(host: HostNetwork, wish: BridgeWish): BridgePlan {
  const name = wish.name ?? freeName(host, wish.besideDocker === true);
  const link = host.links.find((candidate) => candidate.name === name);
  if (wish.name !== undefined && link === undefined) throw bridgeMissing(name);
  const own = host.addresses.filter((item) => item.linkIndex === link?.index && !item.address.includes(":"));
  const wanted = wantedAddress(host, { wish, linkIndex: link?.index, own: own[0] });
  const wrong = own.filter(({ address }) => address !== wanted.gateway);
  return {
    name,
    ...wanted,
    make: link === undefined,
    wrongAddresses: wish.name === undefined ? wrong : [],
    hasAddress: own.some(({ address }) => address === wanted.gateway),
    isGiven: wish.address !== undefined,
  };
}

interface Known {
  readonly wish: BridgeWish;
  readonly linkIndex: number | undefined;
  readonly own: { readonly address: string; readonly prefixLength: number } | undefined;
}

function wantedAddress(host: HostNetwork, known: Known): { readonly subnet: Subnet; readonly gateway: string } {
  const { wish, own } = known;
  const running = wish.runningAddress;
  if (running !== undefined && running.gateway !== wish.route) return at(running.gateway, running.prefixLength);
  const wished = wish.address === undefined ? undefined : parseSubnet(wish.address);
  if (wished !== undefined) return { subnet: wished, gateway: wish.address?.split("/")[0] ?? "" };
  if (own !== undefined && isRoomy(own, wish.range)) return at(own.address, own.prefixLength);
  if (wish.range !== undefined) return { subnet: wish.range, gateway: gatewayOf(wish.range) };
  const subnet = chooseSubnet(wish.ranges, usedSubnets(host, known.linkIndex));
  if (subnet === undefined) throw noFreeSubnet();
  return { subnet, gateway: gatewayOf(subnet) };
}

/** Whether a subnet that is there can stay: the range lies in it. */
function isRoomy(own: { readonly address: string; readonly prefixLength: number }, range: Subnet | undefined): boolean {
  if (range === undefined) return true;
  return range.prefixLength >= own.prefixLength && contains(at(own.address, own.prefixLength).subnet, range.base);
}

function at(gateway: string, prefixLength: number): { readonly subnet: Subnet; readonly gateway: string } {
  return { subnet: subnetOf(addressToNumber(gateway) ?? 0, prefixLength), gateway };
}

function usedSubnets(host: HostNetwork, except: number | undefined): Subnet[] {
  const places = [
    ...host.addresses.filter(({ linkIndex }) => linkIndex !== except),
    ...host.routes.flatMap(({ destination }) => (destination === undefined ? [] : [destination])),
  ];
  return places.flatMap(({ address, prefixLength }) => {
    const number = addressToNumber(address);
    return number === undefined ? [] : [subnetOf(number, prefixLength)];
  });
}

function freeName(host: HostNetwork, besideDocker: boolean): string {
  const isThere = host.links.some(({ name }) => name === ownNames[0]);
  if (besideDocker && !isThere) return ownNames[1];
  return ownNames.find((candidate) => isOurs(host, candidate)) ?? ownNames[1];
}

/** A free name, a bridge that carries our mark, or a bridge that nobody uses. */
function isOurs(host: HostNetwork, name: string): boolean {
  const link = host.links.find((candidate) => candidate.name === name);
  if (link === undefined) return true;
  if (link.kind !== "bridge") return false;
  if (link.alias === bridgeAlias) return true;
  const used = host.links.some(({ master }) => master === link.index);
  return !used && !host.addresses.some((item) => item.linkIndex === link.index && !item.address.includes(":"));
}

/** Whether an address given to `--bip` is one that a host can have. */
export function isBridgeAddress(text: string): boolean {
  const subnet = parseSubnet(text);
  const address = addressToNumber(text.split("/")[0] ?? "");
  return (
    subnet !== undefined &&
    address !== undefined &&
    subnet.prefixLength <= 30 &&
    contains(subnet, address) &&
    address !== subnet.base
  );
}
