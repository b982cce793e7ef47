import { formatSubnet, numberToAddress, type Subnet } from "./subnet.ts";

/** What the firewall of one bridge is made of. */
export interface BridgeFirewall {
  readonly table: string;
  readonly bridge: string;
  readonly subnet: Subnet;
  readonly gateway: string;
  readonly masquerade: boolean;
  /** What becomes of forwarded packets that no rule here speaks of. */
  readonly forwardPolicy: "accept" | "drop";
}

/** One published port on one IPv4 address of the host; `0.0.0.0`: on all. */
export interface NftPublication {
  readonly protocol: string;
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly containerAddress: string;
  readonly containerPort: number;
}

/** The name of the table that belongs to a bridge: two engines on two bridges do not meet. */
export function tableOf(bridge: string): string {
  return `gantry_${bridge.replace(/[^A-Za-z0-9]/g, "_")}`;
}

/**
 * Replaces the bridge's table by exactly this, in one transaction (nft(8)); connections that exist go on.
 *
 * `guard` comes before all others: packets that claim to be for the loopback network but come from a container, and
 * packets from anywhere else that are for a container's own address and not for a published port. Loopback
 * What goes from container to container comes by `forward` only where br_netfilter is on; ports decide about it. Loopback
 * publications are served in `output` only, so no packet from outside finds them, whatever route_localnet says.
 */
export function wholeTable(firewall: BridgeFirewall, publications: readonly NftPublication[]): string {
  const { table, bridge, gateway, forwardPolicy } = firewall;
  const subnet = formatSubnet(firewall.subnet);
  const masquerade = firewall.masquerade ? `    oifname != "${bridge}" ip saddr ${subnet} masquerade\n` : "";
  return `add table ip ${table}
delete table ip ${table}
table ip ${table} {
  map published { type inet_proto . inet_service : ipv4_addr . inet_service
  }
  map published_at { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service
  }
  chain guard {
    type filter hook prerouting priority raw; policy accept;
    iifname "${bridge}" ip daddr 127.0.0.0/8 drop
    iifname != "${bridge}" ip daddr ${subnet} ip daddr != ${gateway} drop
  }
  chain publish {
    meta l4proto { tcp, udp } dnat ip to ip daddr . meta l4proto . th dport map @published_at
    meta l4proto { tcp, udp } dnat ip to meta l4proto . th dport map @published
  }
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    ip daddr != 127.0.0.0/8 fib daddr type local jump publish
  }
  chain output {
    type nat hook output priority -100; policy accept;
    fib daddr type local jump publish
  }
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
${masquerade}    oifname "${bridge}" ip saddr 127.0.0.0/8 masquerade
    oifname "${bridge}" ip saddr ${subnet} ct status dnat masquerade
  }
  chain forward {
    type filter hook forward priority filter; policy ${forwardPolicy};
    oifname "${bridge}" ct state established,related accept
    oifname "${bridge}" ct status dnat accept
    iifname "${bridge}" oifname "${bridge}" accept
    oifname "${bridge}" drop
    iifname "${bridge}" accept
  }
}
${addPublications(table, publications)}`;
}

/** Adds elements only: one transaction for all ports of a container. */
export function addPublications(table: string, publications: readonly NftPublication[]): string {
  return elements(publications, (map, { containerAddress, containerPort, ...key }) => {
    return `add element ip ${table} ${map} { ${keyOf(key)} : ${containerAddress} . ${containerPort} }\n`;
  });
}

export function deletePublications(table: string, publications: readonly NftPublication[]): string {
  return elements(publications, (map, key) => `delete element ip ${table} ${map} { ${keyOf(key)} }\n`);
}

/** The gateway of a subnet: its first address. */
export function gatewayOf(subnet: Subnet): string {
  return numberToAddress(subnet.base + 1);
}

type Key = Pick<NftPublication, "protocol" | "hostAddress" | "hostPort">;

function keyOf({ protocol, hostAddress, hostPort }: Key): string {
  const port = `${protocol} . ${hostPort}`;
  return hostAddress === "0.0.0.0" ? port : `${hostAddress} . ${port}`;
}

function elements(
  publications: readonly NftPublication[],
  print: (map: string, publication: NftPublication) => string,
): string {
  return publications
    .map((publication) => print(publication.hostAddress === "0.0.0.0" ? "published" : "published_at", publication))
    .join("");
}
