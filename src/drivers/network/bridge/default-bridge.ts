import { commitPoint } from "#base/commit-points.ts";
import type { Op } from "#base/op.ts";
import { defaultPools, type PoolRange, withIpv6 } from "#core/network/address-ranges.ts";
import { type BridgePlan, bridgeAlias, planBridge } from "#core/network/bridge-plan.ts";
import type { NetworkConfig } from "#core/network/config.ts";
import { bookOf, prefixOf } from "#core/network/create/plan-subnets.ts";
import { type BridgeSubnet, cidr, ipv4Subnet, ipv6Subnet } from "#core/network/default-bridge-subnets.ts";
import { defaultRanges } from "#core/network/default-subnet.ts";
import type { RunningEndpoint } from "#core/network/driver.ts";
import { droppingForwardChains, hasTable } from "#core/network/forward-block.ts";
import { hostPrefixes } from "#core/network/host-prefixes.ts";
import { tableOf } from "#core/network/nft-plan.ts";
import { holds, numberOf } from "#core/network/prefix.ts";
import { formatSubnet, parseSubnet, type Subnet } from "#core/network/subnet.ts";
import type { Kernel, NetworkState } from "#sys/kernel/contract.ts";
import { allowLoopback, enableForwarding, isForwarding, prepareBridge } from "./bridge-device.ts";
import { Firewall, type FirewallContents } from "./firewall.ts";
import type { BridgeMaker, BridgeTraits, FamilyGround, PreparedBridge } from "./ground.ts";
import type { Ipv6Forwarding } from "./ipv6-forwarding.ts";

export interface DefaultBridgeOptions {
  readonly kernel: Kernel;
  readonly config: NetworkConfig;
  /** Bridges of user-defined networks, which may forward as well. */
  readonly others: () => readonly string[];
  readonly ipv6Forwarding: Ipv6Forwarding;
}

interface Opening {
  readonly plan: BridgePlan;
  readonly ipv6: BridgeSubnet | undefined;
  readonly contents: () => FirewallContents;
}

/** What the daemon's configuration wants of the default bridge. */
export function defaultTraits(config: NetworkConfig): BridgeTraits {
  const { mtu = 1500, interContainer = true, masquerade = true, hostAddress = "0.0.0.0" } = config;
  const option = (name: string, value: boolean | string): [string, string] => [
    `com.docker.network.bridge.${name}`,
    String(value),
  ];
  const options = Object.fromEntries([
    option("default_bridge", true),
    option("enable_icc", interContainer),
    option("enable_ip_masquerade", masquerade),
    option("host_binding_ipv4", hostAddress),
    option("name", ""),
    ["com.docker.network.driver.mtu", String(mtu)],
  ]);
  return { mtu, interContainer, internal: false, hostAddress, interfacePrefix: "eth", options };
}

/** The bridge of the network `bridge`: docker0 or the one that `--bridge` names; it stays when the engine ends. */
export class DefaultBridge implements BridgeMaker {
  readonly #options: DefaultBridgeOptions;

  constructor(options: DefaultBridgeOptions) {
    this.#options = options;
  }

  async prepare(op: Op, running: readonly RunningEndpoint[]): Promise<PreparedBridge> {
    const { kernel, config } = this.#options;
    const state = await kernel.readNetwork(op);
    const { range, route } = config.bridgeIpv4 ?? {};
    const plan = planBridge(state, {
      ranges: config.addressRanges ?? defaultRanges,
      besideDocker: config.besideDocker === true,
      ...(config.bridge === undefined ? {} : { name: config.bridge }),
      ...(config.bridgeAddress === undefined ? {} : { address: config.bridgeAddress }),
      ...(range === undefined ? {} : { range: ipv4Range(range) }),
      ...(route === undefined ? {} : { route }),
      ...runningAddress(running),
    });
    const place = { subnet: formatSubnet(plan.subnet), gateway: plan.gateway, isGiven: plan.isGiven };
    const ipv4 = ipv4Subnet(place, config.bridgeIpv4 ?? {});
    const ipv6 = this.#ipv6Subnet(state, plan, running);
    await this.#makeBridge(op, state, { plan, ipv6 });
    const asksIpv6 = config.bridgeIpv6?.address !== undefined || config.bridgeIpv6?.range !== undefined;
    return {
      bridge: plan.name,
      ipv4: groundOf(ipv4),
      ...(ipv6 === undefined ? { subnets: [ipv4] } : { ipv6: groundOf(ipv6), subnets: inOrder(ipv4, ipv6, asksIpv6) }),
      openFirewall: (opening, contents) => this.#openFirewall(opening, { plan, ipv6, contents }),
      remove: () => Promise.resolve(),
    };
  }

  #ipv6Subnet(
    state: NetworkState,
    { name }: BridgePlan,
    running: readonly RunningEndpoint[],
  ): BridgeSubnet | undefined {
    const { config } = this.#options;
    if (config.bridgeIpv6 === undefined) return undefined;
    const link = state.links.find((candidate) => candidate.name === name);
    const pools = withIpv6(config.pools ?? defaultPools, config.identity);
    const { address: asked, range } = config.bridgeIpv6;
    const own = asked === undefined && range === undefined ? ownIpv6(state, link?.index, pools) : undefined;
    return ipv6Subnet({
      ...config.bridgeIpv6,
      ...(own === undefined ? {} : { address: `${own.address}/${own.prefixLength}` }),
      pools,
      used: hostPrefixes(state, link?.index),
      running: running.find(({ address }) => address?.ipv6 !== undefined)?.address?.ipv6,
    });
  }

  async #makeBridge(
    op: Op,
    state: NetworkState,
    { plan, ipv6 }: { readonly plan: BridgePlan; readonly ipv6: BridgeSubnet | undefined },
  ): Promise<void> {
    const { name, make, gateway, subnet, hasAddress } = plan;
    const link = state.links.find((candidate) => candidate.name === name);
    const present = state.addresses.filter(
      ({ linkIndex, address }) => linkIndex === link?.index && isGlobalIpv6(address),
    );
    const wanted = ipv6 && { address: ipv6.gateway, prefixLength: prefixOf(ipv6.subnet).length };
    const isPresent = present.some(({ address }) => address === wanted?.address);
    const wrong =
      this.#options.config.bridge === undefined ? present.filter(({ address }) => address !== wanted?.address) : [];
    await prepareBridge(op, this.#options.kernel, {
      name,
      make,
      alias: bridgeAlias,
      missing: [
        ...(hasAddress ? [] : [{ address: gateway, prefixLength: subnet.prefixLength }]),
        ...(wanted === undefined || isPresent ? [] : [wanted]),
      ],
      wrong: [...plan.wrongAddresses, ...wrong],
      ipv6: ipv6 !== undefined,
    });
  }

  async #openFirewall(
    op: Op,
    { plan: { name: bridge, subnet, gateway }, ipv6, contents }: Opening,
  ): Promise<Firewall | undefined> {
    const { kernel, config, others, ipv6Forwarding } = this.#options;
    if (config.firewall === false) return undefined;
    const table = tableOf(bridge);
    const forwarding = isForwarding() || config.ipForward === false;
    const before = await kernel.runNft(op, { text: "list chains", json: true });
    const wasDropping = droppingForwardChains(before, "").some((chain) => chain.table === table);
    const drop = wasDropping || (!forwarding && config.ipForwardNoDrop !== true);
    const ipv4 = { subnet: formatSubnet(subnet), gateway };
    const masquerade = config.masquerade !== false;
    const direct = config.directRouting === true ? "any" : undefined;
    const plan = { table, bridge, ipv4, ipv6, masquerade, direct, forwardPolicy: drop ? "drop" : "accept" } as const;
    const firewall = new Firewall(kernel, () => ({ ...plan, others: others() }), contents);
    commitPoint("network.firewall");
    await firewall.rebuild(op);
    if (contents().links.length === 0 && hasTable(before, `bridge ${table}`)) await firewall.setLinks(op, []);
    await allowLoopback(op, kernel, bridge);
    await firewall.openForwarding(op);
    if (!forwarding) await enableForwarding(op, kernel);
    if (ipv6 !== undefined && config.ipForward !== false) await ipv6Forwarding.admit(op, bridge);
    return firewall;
  }
}

function groundOf(subnet: BridgeSubnet): FamilyGround {
  return { book: bookOf(subnet), gateway: subnet.gateway, route: subnet.route };
}

/** What was asked for comes first, as in Docker. */
function inOrder(ipv4: BridgeSubnet, ipv6: BridgeSubnet, asksIpv6: boolean): BridgeSubnet[] {
  return asksIpv6 ? [ipv6, ipv4] : [ipv4, ipv6];
}

/** @throws EngineError in Docker's words */
function ipv4Range(text: string): Subnet {
  cidr("fixed-cidr", text, "ipv4");
  const subnet = parseSubnet(text);
  if (subnet === undefined) throw new RangeError(`not an IPv4 prefix: ${text}`);
  return subnet;
}

/** The address of a bridge that is there, where the engine gave it: the network keeps its subnet over restarts. */
function ownIpv6({ addresses }: NetworkState, linkIndex: number | undefined, pools: readonly PoolRange[]) {
  return addresses.find((item) => {
    const number = item.linkIndex === linkIndex ? numberOf(item.address) : undefined;
    return number?.family === "ipv6" && pools.some(({ range }) => holds(range, number));
  });
}

function isGlobalIpv6(address: string): boolean {
  return address.includes(":") && !address.startsWith("fe80:");
}

function runningAddress(running: readonly RunningEndpoint[]) {
  const address = running.find((endpoint) => endpoint.address?.ipv4 !== undefined)?.address?.ipv4;
  return address === undefined ? {} : { runningAddress: address };
}
