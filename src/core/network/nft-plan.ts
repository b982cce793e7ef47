import { numberToAddress, type Subnet } from "./subnet.ts";

/** What the firewall of one bridge is made of. */
export interface BridgeFirewall {
  readonly table: string;
  readonly bridge: string;
  /** The families that the network has. */
  readonly ipv4?: FirewallSubnet | undefined;
  readonly ipv6?: FirewallSubnet | undefined;
  readonly masquerade: boolean;
  /** Through which interfaces others may send to published ports by the containers' own addresses. */
  readonly direct?: DirectRouting | undefined;
  /** Nothing goes in or out but between its containers. */
  readonly internal?: boolean;
  /** What becomes of forwarded IPv4 packets that no rule here speaks of. */
  readonly forwardPolicy: "accept" | "drop";
  /** Other bridges, whose own tables decide about their packets. Means something with the policy `drop` only. */
  readonly others?: readonly string[];
}

/** Names of interfaces; `any` is all of them. */
export type DirectRouting = "any" | readonly string[];

/** Whose elements the ports are. */
export type PortTable = Pick<BridgeFirewall, "table" | "direct">;

export interface FirewallSubnet {
  /** CIDR notation. */
  readonly subnet: string;
  readonly gateway: string;
}

/** One published port on one address of the host; `0.0.0.0` and `::`: on all of the family. */
export interface NftPublication {
  readonly protocol: string;
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly containerAddress: string;
  readonly containerPort: number;
}

/** The name of the tables that belong to a bridge: two engines on two bridges do not meet. */
export function tableOf(bridge: string): string {
  return `gantry_${bridge.replace(/[^A-Za-z0-9]/g, "_")}`;
}

/** Replaces the bridge's tables by exactly this, in one transaction (nft(8)); connections that exist go on. */
export function wholeTable(firewall: BridgeFirewall, publications: readonly NftPublication[]): string {
  const tables = (["ip", "ip6"] as const).map((family) => familyTable(firewall, family));
  return `${tables.join("")}${addPublications(firewall, publications)}`;
}

/** Takes the bridge's tables away; no error where there are none. */
export function dropTables({ table, ipv4, ipv6 }: Pick<BridgeFirewall, "table" | "ipv4" | "ipv6">): string {
  const drop = (family: string): string => `add table ${family} ${table}\ndelete table ${family} ${table}\n`;
  return `${ipv4 === undefined ? "" : drop("ip")}${ipv6 === undefined ? "" : drop("ip6")}`;
}

const loopbacks = { ip: "127.0.0.0/8", ip6: "::1" } as const;

/**
 * `guard` comes before all others: packets that claim to be for the loopback network but come from a container, and
 * packets from anywhere else that are for a container's own address and not for a published port.
 * What goes from container to container comes by `forward` only where br_netfilter is on; ports decide about it. Loopback
 * publications are served in `output` only, so no packet from outside finds them, whatever route_localnet says.
 */
function familyTable(firewall: BridgeFirewall, family: "ip" | "ip6"): string {
  const { table, bridge, masquerade, direct } = firewall;
  const place = family === "ip" ? firewall.ipv4 : firewall.ipv6;
  if (place === undefined) return "";
  const { subnet, gateway } = place;
  const outgoing = masquerade && firewall.internal !== true;
  const loopback = loopbacks[family];
  const guard = direct !== "any" && (outgoing || firewall.internal === true);
  const toContainers = `${family} daddr ${subnet} ${family} daddr != ${gateway}`;
  return `add table ${family} ${table}
delete table ${family} ${table}
table ${family} ${table} {
  map published { type inet_proto . inet_service : ${addressType[family]} . inet_service
  }
  map published_at { type ${addressType[family]} . inet_proto . inet_service : ${addressType[family]} . inet_service
  }
${line(direct !== undefined, `set open { type ${addressType[family]} . inet_proto . inet_service; }`).slice(2)}  chain guard {
    type filter hook prerouting priority raw; policy accept;
    iifname "${bridge}" ${family} daddr ${loopback} drop
${line(Array.isArray(direct), `iifname ${from(direct)} ${toContainers} accept`)}${line(guard, `iifname != "${bridge}" ${toContainers} drop`)}  }
  chain publish {
    meta l4proto { tcp, udp } dnat ${family} to ${family} daddr . meta l4proto . th dport map @published_at
    meta l4proto { tcp, udp } dnat ${family} to meta l4proto . th dport map @published
  }
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    ${family} daddr != ${loopback} fib daddr type local jump publish
  }
  chain output {
    type nat hook output priority -100; policy accept;
    ${family === "ip" ? "" : "ip6 daddr != ::1 "}fib daddr type local jump publish
  }
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
${line(outgoing, `oifname != "${bridge}" ${family} saddr ${subnet} masquerade`)}    oifname "${bridge}" ${family} saddr ${loopback} masquerade
    oifname "${bridge}" ${family} saddr ${subnet} ct status dnat masquerade
  }
${forwardChain(firewall, family)}}
`;
}

const addressType = { ip: "ipv4_addr", ip6: "ipv6_addr" } as const;

function forwardChain(firewall: BridgeFirewall, family: "ip" | "ip6"): string {
  const { bridge, internal, forwardPolicy, others = [], direct } = firewall;
  const policy = family === "ip" ? forwardPolicy : "accept";
  const closed = internal === true;
  const admitted = policy === "drop" && others.length > 0 ? ` elements = { ${others.map(quoted).join(", ")} };` : "";
  const set = policy === "drop" ? `  set others { type ifname;${admitted}\n  }\n` : "";
  return `${set}  chain forward {
    type filter hook forward priority filter; policy ${policy};
${line(closed, `iifname != "${bridge}" oifname "${bridge}" drop`)}${line(closed, `iifname "${bridge}" oifname != "${bridge}" drop`)}    oifname "${bridge}" ct state established,related accept
    oifname "${bridge}" ct status dnat accept
${line(direct !== undefined, directRule(firewall, family))}    iifname "${bridge}" oifname "${bridge}" accept
    oifname "${bridge}" drop
    iifname "${bridge}" accept
${line(set !== "", "iifname @others accept")}${line(set !== "", "oifname @others accept")}  }
`;
}

/** Ports that are open by the containers' addresses. */
function directRule({ bridge, direct }: BridgeFirewall, family: "ip" | "ip6"): string {
  const incoming = Array.isArray(direct) ? `iifname ${from(direct)} ` : "";
  return `${incoming}oifname "${bridge}" meta l4proto { tcp, udp, sctp } ${family} daddr . meta l4proto . th dport @open accept`;
}

function from(direct: DirectRouting | undefined): string {
  return Array.isArray(direct) ? `{ ${direct.map(quoted).join(", ")} }` : "";
}

/** A rule on a line of its own, or nothing. */
function line(wanted: boolean, rule: string): string {
  return wanted ? `    ${rule}\n` : "";
}

function quoted(name: string): string {
  return `"${name}"`;
}

/** Adds elements only: one transaction for all ports of a container. */
export function addPublications({ table, direct }: PortTable, publications: readonly NftPublication[]): string {
  const ports = elements(publications, (map, { containerAddress, containerPort, ...key }) => {
    const target = `${containerAddress} . ${containerPort}`;
    return `add element ${familyOf(key.hostAddress)} ${table} ${map} { ${keyOf(key)} : ${target} }\n`;
  });
  return direct === undefined ? ports : ports + changes("add", openPorts(table, publications));
}

/** @param others ports that stay: several may lead to one of a container */
export function deletePublications(
  { table, direct }: PortTable,
  publications: readonly NftPublication[],
  others: readonly NftPublication[] = [],
): string {
  const ports = elements(publications, (map, key) => {
    return `delete element ${familyOf(key.hostAddress)} ${table} ${map} { ${keyOf(key)} }\n`;
  });
  if (direct === undefined) return ports;
  const gone = new Set(publications.map(nameOf));
  const staying = others.filter((other) => !gone.has(nameOf(other)));
  return ports + changes("delete", openPorts(table, publications).difference(openPorts(table, staying)));
}

const nameOf = ({ hostAddress, protocol, hostPort }: Key): string => `${hostAddress} ${protocol} ${hostPort}`;

/** Those published on loopback addresses as well, as in Docker: of the host's own addresses only those are meant. */
function openPorts(table: string, publications: readonly NftPublication[]): Set<string> {
  return new Set(
    publications.map(({ containerAddress: address, protocol, containerPort }) => {
      return `element ${familyOf(address)} ${table} open { ${address} . ${protocol} . ${containerPort} }`;
    }),
  );
}

const changes = (change: "add" | "delete", elementsOf: ReadonlySet<string>): string =>
  [...elementsOf].map((element) => `${change} ${element}\n`).join("");

/** The gateway of a subnet: its first address. */
export function gatewayOf(subnet: Subnet): string {
  return numberToAddress(subnet.base + 1);
}

type Key = Pick<NftPublication, "protocol" | "hostAddress" | "hostPort">;

function keyOf({ protocol, hostAddress, hostPort }: Key): string {
  const port = `${protocol} . ${hostPort}`;
  return isWildcard(hostAddress) ? port : `${hostAddress} . ${port}`;
}

function elements(
  publications: readonly NftPublication[],
  print: (map: string, publication: NftPublication) => string,
): string {
  return publications
    .map((publication) => print(isWildcard(publication.hostAddress) ? "published" : "published_at", publication))
    .join("");
}

function isWildcard(address: string): boolean {
  return address === "0.0.0.0" || address === "::";
}

function familyOf(address: string): "ip" | "ip6" {
  return address.includes(":") ? "ip6" : "ip";
}
