import type { EndpointAddress, FamilyAddress } from "#core/network/driver.ts";
import type { Fd, NetworkBlock, NetworkStep } from "#sys/kernel/contract.ts";

export interface Wire {
  readonly hostLink: string;
  readonly bridge: string;
  readonly mtu: number;
  readonly isolated: boolean;
  /** Whether it has published ports, which it may use itself. */
  readonly hairpin: boolean;
  readonly netns: Fd;
  readonly interfaceName: string;
  readonly address: EndpointAddress;
  readonly linkLocal?: readonly string[];
  readonly defaultRoutes: { readonly ipv4: boolean; readonly ipv6: boolean };
  readonly sysctls: readonly { readonly key: string; readonly value: string }[];
}

/** The host's end of an endpoint's veth: found again from the endpoint alone. */
export function hostLinkOf(endpointId: string): string {
  return `veth${endpointId.slice(0, 11)}`;
}

/** Whether a link's name is one that hostLinkOf makes: another engine's are shorter. */
export function isHostLink(name: string): boolean {
  return /^veth[0-9a-f]{11}$/.test(name);
}

/** Connects a namespace to the bridge: one message for the pair, the rest inside. */
export function wireBlocks(wire: Wire): NetworkBlock[] {
  const { hostLink, bridge, address, netns, interfaceName: link } = wire;
  const peer = { netns, name: link, hardwareAddress: address.hardwareAddress };
  const families = [address.ipv4, address.ipv6].filter((family) => family !== undefined);
  const outside: NetworkStep[] = [
    ...families.map((family): NetworkStep => ({ do: "forget-neighbour", link: bridge, address: family.address })),
    { do: "add-veth", name: hostLink, master: bridge, mtu: wire.mtu, peer },
  ];
  const { isolated, hairpin } = wire;
  if (isolated || hairpin) outside.push({ do: "set-port", name: hostLink, isolated, hairpin });
  return [{ steps: outside }, { netns, steps: insideSteps(wire, families) }];
}

function insideSteps(wire: Wire, families: readonly FamilyAddress[]): NetworkStep[] {
  const { interfaceName: link, address, defaultRoutes } = wire;
  const ipv6 = address.ipv6 === undefined ? "1" : "0";
  const routes: NetworkStep[] = [];
  for (const family of ["ipv4", "ipv6"] as const) {
    const gateway = address[family]?.gateway ?? "";
    if (defaultRoutes[family] && gateway !== "") routes.push({ do: "add-default-route", link, gateway });
  }
  return [
    { do: "set-sysctl", key: `net/ipv6/conf/${link}/disable_ipv6`, value: ipv6, optional: true },
    ...families.map(
      ({ address: own, prefixLength }): NetworkStep => ({ do: "add-address", link, address: own, prefixLength }),
    ),
    ...(wire.linkLocal ?? []).map(
      (own): NetworkStep => ({ do: "add-address", link, address: own, prefixLength: classPrefix(own) }),
    ),
    { do: "set-link", name: link, up: true },
    ...routes,
    ...wire.sysctls.map((sysctl): NetworkStep => ({ do: "set-sysctl", ...sysctl })),
  ];
}

/** The length that an address without one has by its class, as Go's net.IP.DefaultMask; IPv6 is 64 on a link. */
function classPrefix(address: string): number {
  if (address.includes(":")) return 64;
  const first = Number(address.split(".", 1)[0]);
  return first < 128 ? 8 : first < 192 ? 16 : 24;
}
