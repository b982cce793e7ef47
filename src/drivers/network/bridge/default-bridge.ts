import { commitPoint } from "#base/commit-points.ts";
import type { Op } from "#base/op.ts";
import { AddressBook } from "#core/network/address-book.ts";
import { type BridgePlan, bridgeAlias, planBridge } from "#core/network/bridge-plan.ts";
import type { NetworkConfig } from "#core/network/config.ts";
import { prefixOf } from "#core/network/create/plan-subnets.ts";
import { defaultRanges } from "#core/network/default-subnet.ts";
import type { RunningEndpoint } from "#core/network/driver.ts";
import { droppingForwardChains, hasTable } from "#core/network/forward-block.ts";
import { tableOf } from "#core/network/nft-plan.ts";
import { formatSubnet } from "#core/network/subnet.ts";
import type { Kernel } from "#sys/kernel/contract.ts";
import { allowLoopback, enableForwarding, isForwarding, prepareBridge } from "./bridge-device.ts";
import { Firewall, type FirewallContents } from "./firewall.ts";
import type { BridgeMaker, BridgeTraits, PreparedBridge } from "./ground.ts";

export interface DefaultBridgeOptions {
  readonly kernel: Kernel;
  readonly config: NetworkConfig;
  /** Bridges of user-defined networks, which may forward as well. */
  readonly others: () => readonly string[];
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
    const plan = planBridge(await kernel.readNetwork(op), {
      ranges: config.addressRanges ?? defaultRanges,
      besideDocker: config.besideDocker === true,
      ...(config.bridge === undefined ? {} : { name: config.bridge }),
      ...(config.bridgeAddress === undefined ? {} : { address: config.bridgeAddress }),
      ...runningAddress(running),
    });
    const { name, make, gateway, wrongAddresses: wrong } = plan;
    const own = { address: gateway, prefixLength: plan.subnet.prefixLength };
    const missing = plan.hasAddress ? [] : [own];
    await prepareBridge(op, kernel, { name, make, alias: bridgeAlias, missing, wrong, ipv6: false });
    const book = new AddressBook({ subnet: prefixOf(formatSubnet(plan.subnet)) });
    book.reserve(gateway);
    return {
      bridge: name,
      ipv4: { book, gateway },
      openFirewall: (opening, contents) => this.#openFirewall(opening, plan, contents),
      remove: () => Promise.resolve(),
    };
  }

  async #openFirewall(
    op: Op,
    { name: bridge, subnet, gateway }: BridgePlan,
    contents: () => FirewallContents,
  ): Promise<Firewall | undefined> {
    const { kernel, config, others } = this.#options;
    if (config.firewall === false) return undefined;
    const table = tableOf(bridge);
    const forwarding = isForwarding() || config.ipForward === false;
    const before = await kernel.runNft(op, { text: "list chains", json: true });
    const wasDropping = droppingForwardChains(before, "").some((chain) => chain.table === table);
    const drop = wasDropping || (!forwarding && config.ipForwardNoDrop !== true);
    const ipv4 = { subnet: formatSubnet(subnet), gateway };
    const masquerade = config.masquerade !== false;
    const plan = { table, bridge, ipv4, masquerade, forwardPolicy: drop ? "drop" : "accept" } as const;
    const firewall = new Firewall(kernel, () => ({ ...plan, others: others() }), contents);
    commitPoint("network.firewall");
    await firewall.rebuild(op);
    if (contents().links.length === 0 && hasTable(before, `bridge ${table}`)) await firewall.setLinks(op, []);
    await allowLoopback(op, kernel, bridge);
    await firewall.openForwarding(op);
    if (!forwarding) await enableForwarding(op, kernel);
    return firewall;
  }
}

function runningAddress(running: readonly RunningEndpoint[]) {
  const address = running.find((endpoint) => endpoint.address?.ipv4 !== undefined)?.address?.ipv4;
  return address === undefined ? {} : { runningAddress: address };
}
