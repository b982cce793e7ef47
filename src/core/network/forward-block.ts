/** A base chain of the forward hook, as `nft -j list chains` prints it (libnftables-json(5)). */
export interface ForwardChain {
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly policy: string;
}

/** Chains that end forwarded IPv4 packets by default and are not of `ownTable`. @throws SyntaxError */
export function droppingForwardChains(json: string, ownTable: string): ForwardChain[] {
  return chainsOf(json).filter(
    ({ hook, policy, family, table }) =>
      hook === "forward" && policy === "drop" && (family === "ip" || family === "inet") && table !== ownTable,
  );
}

/** Where rules of ours may stand so that a dropping chain of iptables lets our packets pass. */
export function acceptPlace(json: string, chain: ForwardChain): string | undefined {
  if (chain.family !== "ip" || chain.table !== "filter" || chain.chain !== "FORWARD") return undefined;
  const user = chainsOf(json).some(
    ({ family, table, chain: name }) => `${family} ${table} ${name}` === "ip filter DOCKER-USER",
  );
  return user ? "ip filter DOCKER-USER" : "ip filter FORWARD";
}

/** The rules that let packets of a bridge pass: what may come in is decided in the bridge's own table. */
export function acceptRules(place: string, bridge: string): string {
  return ["iifname", "oifname"].map((side) => `add rule ${place} ${side} "${bridge}" accept\n`).join("");
}

/** Whether the rules are there: looks into the text of `nft list chain`. */
export function hasAcceptRules(chainText: string, bridge: string): boolean {
  return ["iifname", "oifname"].every((side) =>
    new RegExp(`^\\s*${side} "${quoted(bridge)}" (counter .*)?accept$`, "m").test(chainText),
  );
}

/** Whether there is a table with chains, by its family and name: `ip filter`. */
export function hasTable(json: string, name: string): boolean {
  return chainsOf(json).some(({ family, table }) => `${family} ${table}` === name);
}

export function describeChain({ family, table, chain }: ForwardChain): string {
  return `${family} ${table} ${chain}`;
}

interface Chain extends ForwardChain {
  readonly hook: string;
}

function chainsOf(json: string): Chain[] {
  const { nftables } = JSON.parse(json) as { nftables: readonly { readonly chain?: Record<string, unknown> }[] };
  return nftables.flatMap(({ chain }) => {
    if (chain === undefined) return [];
    const text = (key: string): string => String(chain[key] ?? "");
    return [
      { family: text("family"), table: text("table"), chain: text("name"), policy: text("policy"), hook: text("hook") },
    ];
  });
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
