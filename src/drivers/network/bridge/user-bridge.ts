import { commitPoint } from "#base/commit-points.ts";
import type { Op } from "#base/op.ts";
import { parseBridgeOptions } from "#core/network/create/bridge-options.ts";
import { noBridge } from "#core/network/create/errors.ts";
import { bookOf, familyOf } from "#core/network/create/plan-subnets.ts";
import { dropTables, tableOf } from "#core/network/nft-plan.ts";
import type { NetworkRecord, SubnetRecord } from "#core/network/record.ts";
import type { Kernel } from "#sys/kernel/contract.ts";
import { allowLoopback, enableForwarding, isForwarding, type OwnAddress, prepareBridge } from "./bridge-device.ts";
import { Firewall, type FirewallContents } from "./firewall.ts";
import type { BridgeMaker, BridgeTraits, FamilyGround, PreparedBridge } from "./ground.ts";
import type { Ipv6Forwarding } from "./ipv6-forwarding.ts";

export interface UserBridgeOptions {
  readonly kernel: Kernel;
  readonly record: NetworkRecord;
  /** What is written on the bridge, so that it is known again. */
  readonly alias: string;
  /** Whether the engine touches firewalls; `--iptables`. */
  readonly firewall: boolean;
  /** Published ports are open by the containers' own addresses. */
  readonly directRouting: boolean;
  readonly ipForward: boolean;
  /** `--mtu`. */
  readonly mtu: number;
  readonly ipv6Forwarding: Ipv6Forwarding;
  /** Lets the default bridge's firewall know that other bridges have come or gone. */
  readonly othersChanged: (op: Op) => Promise<void>;
}

/** What a user-defined network's record wants of its bridge. */
export function userTraits(record: NetworkRecord, defaults: { readonly mtu: number }): BridgeTraits {
  const options = parseBridgeOptions(record.options);
  return {
    mtu: options.mtu ?? defaults.mtu,
    interContainer: options.interContainer,
    internal: record.internal,
    hostAddress: options.hostAddress ?? "0.0.0.0",
    interfacePrefix: options.interfacePrefix,
    options: record.options,
  };
}

/** The bridge of a user-defined network: made from the record alone, as often as it is missing. */
export class UserBridge implements BridgeMaker {
  readonly #options: UserBridgeOptions;

  constructor(options: UserBridgeOptions) {
    this.#options = options;
  }

  async prepare(op: Op): Promise<PreparedBridge> {
    const { kernel, record, alias, mtu } = this.#options;
    const [ipv4, ipv6] = [groundOf(this.#subnet("ipv4")), groundOf(this.#subnet("ipv6"))];
    const state = await kernel.readNetwork(op);
    const link = state.links.find(({ name }) => name === record.bridge);
    if (link !== undefined && link.kind !== "bridge") throw noBridge(record.bridge);
    const present = state.addresses.filter(({ linkIndex }) => linkIndex === link?.index);
    const wanted = [ipv4, ipv6].flatMap((family): OwnAddress[] =>
      family === undefined ? [] : [{ address: family.gateway, prefixLength: family.book.subnet.length }],
    );
    const missing = wanted.filter(({ address }) => !present.some((own) => own.address === address));
    const wishedMtu = parseBridgeOptions(record.options).mtu ?? mtu;
    const device = { make: link === undefined, alias, missing, wrong: [], mtu: wishedMtu, ipv6: ipv6 !== undefined };
    commitPoint("network.bridge");
    await prepareBridge(op, kernel, { name: record.bridge, ...device });
    commitPoint("network.bridge.made");
    return {
      bridge: record.bridge,
      ipv4,
      ipv6,
      openFirewall: (opening, contents) => this.#openFirewall(opening, { ipv4, ipv6, contents }),
      remove: (removing) => this.#remove(removing),
    };
  }

  async #openFirewall(
    op: Op,
    { ipv4, ipv6, contents }: Families & { readonly contents: () => FirewallContents },
  ): Promise<Firewall | undefined> {
    const { kernel, record, firewall: wanted, ipForward, ipv6Forwarding, othersChanged } = this.#options;
    if (ipForward && ipv4 !== undefined && !record.internal && !isForwarding()) await enableForwarding(op, kernel);
    if (!wanted) return undefined;
    const { bridge, internal } = record;
    const { masquerade, trustedInterfaces } = parseBridgeOptions(record.options);
    const trusted = this.#options.directRouting ? "any" : trustedInterfaces;
    const plan = {
      table: tableOf(bridge),
      bridge,
      ipv4: placeOf(this.#subnet("ipv4")),
      ipv6: placeOf(this.#subnet("ipv6")),
      masquerade,
      direct: internal || trusted.length === 0 ? undefined : trusted,
      internal,
      forwardPolicy: "accept",
    } as const;
    const firewall = new Firewall(kernel, () => plan, contents);
    await firewall.rebuild(op);
    commitPoint("network.bridge.firewall");
    if (ipv4 !== undefined) await allowLoopback(op, kernel, bridge);
    await firewall.openForwarding(op);
    if (ipForward && ipv6 !== undefined && !internal) await ipv6Forwarding.admit(op, bridge);
    await othersChanged(op);
    return firewall;
  }

  async #remove(op: Op): Promise<void> {
    const { kernel, record, firewall, ipv6Forwarding, othersChanged } = this.#options;
    const { bridge } = record;
    if (firewall) {
      const [ipv4, ipv6] = [placeOf(this.#subnet("ipv4")), placeOf(this.#subnet("ipv6"))];
      await kernel.runNft(op, { text: dropTables({ table: tableOf(bridge), ipv4, ipv6 }) });
      await ipv6Forwarding.dismiss(op, bridge);
      await othersChanged(op);
    }
    commitPoint("network.bridge.removing");
    if (record.ownsBridge) await kernel.configureNetwork(op, [{ steps: [{ do: "delete-link", name: bridge }] }]);
  }

  #subnet(family: "ipv4" | "ipv6"): SubnetRecord | undefined {
    const { record } = this.#options;
    const enabled = family === "ipv4" ? record.enableIpv4 : record.enableIpv6;
    return enabled ? record.ipam.subnets.find(({ subnet }) => familyOf(subnet) === family) : undefined;
  }
}

interface Families {
  readonly ipv4: FamilyGround | undefined;
  readonly ipv6: FamilyGround | undefined;
}

function groundOf(subnet: SubnetRecord | undefined): FamilyGround | undefined {
  return subnet === undefined ? undefined : { book: bookOf(subnet), gateway: subnet.gateway };
}

function placeOf(subnet: SubnetRecord | undefined) {
  return subnet === undefined ? undefined : { subnet: subnet.subnet, gateway: subnet.gateway };
}
