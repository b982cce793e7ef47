import type { NetworkLink } from "./contract.ts";

/** One end of a link: a port of a bridge, and the IPv4 address of the container behind it. */
export interface LinkEnd {
  readonly link: string;
  readonly address: string;
}

/** Two containers of a bridge whose containers may not talk to each other otherwise. */
export interface PortLink {
  readonly from: LinkEnd;
  readonly to: LinkEnd;
  /** What `from` may ask `to` for: `80/tcp` and the like. */
  readonly ports: readonly string[];
}

/**
 * Replaces the bridge's link table by exactly this, in one transaction. A port that is in no link is an isolated one, so
 * the kernel keeps those apart by itself; what a linked port sends or gets passes by these rules only. They need neither
 * br_netfilter nor tracked connections (nf_conntrack_bridge), which not every kernel has: an answer is known by its port,
 * and opens no connection. Names of ports stand beside the addresses, so that no third container can claim one.
 */
export function linkTable(table: string, links: readonly PortLink[]): string {
  if (links.length === 0) return dropLinkTable(table);
  const ports = `{ ${linkedPorts(links).map(quoted).join(", ")} }`;
  const rules = links.flatMap((link) => [...asking(link), ...answering(link)]);
  return `${dropLinkTable(table)}table bridge ${table} {
  chain forward {
    type filter hook forward priority filter; policy accept;
    ${rules.join("\n    ")}
    iifname ${ports} drop
    oifname ${ports} drop
  }
}
`;
}

export function dropLinkTable(table: string): string {
  return `add table bridge ${table}\ndelete table bridge ${table}\n`;
}

/** The ports of the bridge that are in a link. */
export function linkedPorts(links: readonly PortLink[]): string[] {
  return [...new Set(links.flatMap(({ from, to }) => [from.link, to.link]))].sort();
}

/** The links whose two ends are there, each pair once. */
export function portLinks(links: Iterable<NetworkLink>, ends: ReadonlyMap<string, LinkEnd>): PortLink[] {
  const found = new Map<string, PortLink>();
  for (const { from, to, ports } of links) {
    const [source, target] = [ends.get(from), ends.get(to)];
    if (source === undefined || target === undefined || source.link === target.link) continue;
    found.set(`${source.link} ${target.link}`, { from: source, to: target, ports });
  }
  return [...found.values()];
}

function asking({ from, to, ports }: PortLink): string[] {
  const way = wayOf(from, to);
  return [...rest(from, to), ...byProtocol(ports, (protocol, set) => `${way} ${protocol} dport ${set} accept`)];
}

/** No segment that opens a connection is an answer. */
function answering({ from, to, ports }: PortLink): string[] {
  const way = wayOf(to, from);
  const answer = (protocol: string, set: string): string => {
    const kind = protocol === "tcp" ? "tcp flags & (fin | syn | rst | ack) != syn " : "";
    return `${way} ${kind}${protocol} sport ${set} accept`;
  };
  return [...rest(to, from), ...byProtocol(ports, answer)];
}

/** Who has which hardware address; what tells of packets that did not arrive; and the rest of a packet in pieces. */
function rest(from: LinkEnd, to: LinkEnd): string[] {
  const [links, way] = [linksOf(from, to), wayOf(from, to)];
  return [
    `${links} arp saddr ip ${from.address} arp daddr ip ${to.address} accept`,
    `${way} icmp type { destination-unreachable, time-exceeded, parameter-problem } accept`,
    `${way} ip frag-off & 0x1fff != 0 accept`,
  ];
}

function byProtocol(ports: readonly string[], rule: (protocol: string, set: string) => string): string[] {
  return (["tcp", "udp", "sctp"] as const).flatMap((protocol) => {
    const numbers = ports.flatMap((port) => {
      const [number = "", of = "tcp"] = port.split("/");
      return of === protocol ? [Number(number)] : [];
    });
    const sorted = [...new Set(numbers)].sort((a, b) => a - b);
    return sorted.length === 0 ? [] : [rule(protocol, `{ ${sorted.join(", ")} }`)];
  });
}

function wayOf(from: LinkEnd, to: LinkEnd): string {
  return `${linksOf(from, to)} ip saddr ${from.address} ip daddr ${to.address}`;
}

function linksOf(from: LinkEnd, to: LinkEnd): string {
  return `iifname ${quoted(from.link)} oifname ${quoted(to.link)}`;
}

function quoted(name: string): string {
  return `"${name}"`;
}
