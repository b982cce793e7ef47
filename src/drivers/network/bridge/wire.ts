import type { EndpointAddress } from "#core/network/driver.ts";
import type { Fd, NetworkBlock, NetworkStep } from "#sys/kernel/contract.ts";

export interface Wire {
  readonly hostLink: string;
  readonly bridge: string;
  readonly mtu: number;
  readonly isolated: boolean;
  /** Whether it has published ports, which it may use itself. */
  readonly hairpin: boolean;
  readonly netns: Fd;
  readonly address: EndpointAddress;
}

/** The host's end of an endpoint's veth: found again from the endpoint alone. */
export function hostLinkOf(endpointId: string): string {
  return `veth${endpointId.slice(0, 11)}`;
}

/** Whether a link's name is one that hostLinkOf makes: another engine's are shorter. */
export function isHostLink(name: string): boolean {
  return /^veth[0-9a-f]{11}$/.test(name);
}

/** Connects a namespace to the bridge as `eth0`: one message for the pair, the rest inside. */
export function wireBlocks(wire: Wire): NetworkBlock[] {
  const { hostLink, bridge, address, netns } = wire;
  const peer = { netns, name: "eth0", hardwareAddress: address.hardwareAddress };
  const outside: NetworkStep[] = [
    { do: "forget-neighbour", link: bridge, address: address.address },
    { do: "add-veth", name: hostLink, master: bridge, mtu: wire.mtu, peer },
  ];
  const { isolated, hairpin } = wire;
  if (isolated || hairpin) outside.push({ do: "set-port", name: hostLink, isolated, hairpin });
  const inside: NetworkStep[] = [
    { do: "set-sysctl", key: "net/ipv6/conf/eth0/disable_ipv6", value: "1", optional: true },
    { do: "add-address", link: "eth0", address: address.address, prefixLength: address.prefixLength },
    { do: "set-link", name: "eth0", up: true },
    { do: "add-default-route", link: "eth0", gateway: address.gateway },
  ];
  return [{ steps: outside }, { netns, steps: inside }];
}
