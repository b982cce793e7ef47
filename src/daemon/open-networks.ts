import type { Log } from "#base/op.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import { nowRfc3339Nano } from "#base/time.ts";
import type { EventSink } from "#core/events/contract.ts";
import { defaultPools } from "#core/network/address-ranges.ts";
import type { NetworkConfig } from "#core/network/config.ts";
import type { NetworkDriver } from "#core/network/driver.ts";
import type { NetworkRecord } from "#core/network/record.ts";
import { PruneTurn } from "#core/prune/prune-turn.ts";
import type { RecordStore } from "#core/store/contract.ts";
import { BridgeNetwork } from "#drivers/network/bridge/bridge-network.ts";
import { DefaultBridge, defaultTraits } from "#drivers/network/bridge/default-bridge.ts";
import { watchFirewalls } from "#drivers/network/bridge/firewall-watch.ts";
import { Ipv6Forwarding } from "#drivers/network/bridge/ipv6-forwarding.ts";
import { PublishedPorts } from "#drivers/network/bridge/published-ports.ts";
import { UserBridge, userTraits } from "#drivers/network/bridge/user-bridge.ts";
import { HostNetwork } from "#drivers/network/host/host-network.ts";
import { ConfigurationNetwork } from "#drivers/network/none/configuration-network.ts";
import { NoneNetwork } from "#drivers/network/none/none-network.ts";
import { ContainerNameServers } from "#drivers/network/resolver/name-servers.ts";
import { builtinId, Network } from "#engine/networks/builtin-networks.ts";
import { NetworkService } from "#engine/networks/network-service.ts";
import { UserNetworks } from "#engine/networks/user-networks.ts";
import type { Kernel, Link } from "#sys/kernel/contract.ts";
import { unfinishedBridgeName } from "#sys/kernel/unfinished-bridge.ts";

export interface NetworksOptions {
  /** Borrowed. */
  readonly kernel: Kernel;
  readonly store: RecordStore;
  readonly config: NetworkConfig;
  readonly events: EventSink;
  readonly log: Log;
}

export interface Networks {
  /** Both the container service's networks and the network routes' backend. */
  readonly service: NetworkService;
  /** The foreign firewall chains that drop what containers send and get; for `info`, and for errors about reaching one. */
  forwardBlockedBy(): string | undefined;
  /** Those of containers take turns with those of networks. */
  readonly prunes: PruneTurn;
  /** Looks after the firewall no more; what is there stays. */
  close(): void;
}

/** Opens the networks. Nothing is changed before the service's `recover`. */
export async function openNetworks(op: Op, options: NetworksOptions): Promise<Networks> {
  await Promise.resolve();
  throwIfEnded(op);
  const { kernel, store, config, events, log } = options;
  const networks: Network[] = [];
  const drivers = bridgeDrivers(options, networks);
  const bridge = config.bridge === "none" ? undefined : drivers.default;
  const created = nowRfc3339Nano();
  const builtin = (name: string, driver: NetworkDriver): Network =>
    new Network({ id: builtinId(config, name), name, driver, created });
  if (bridge !== undefined) networks.push(builtin("bridge", bridge));
  networks.push(builtin("host", new HostNetwork()), builtin("none", new NoneNetwork()));
  const endWatch = watchFirewalls(kernel, log, () =>
    networks.map(({ driver }) => driver).filter((driver) => driver instanceof BridgeNetwork),
  );
  const hostGateway = (): string => (config.hostGateways ?? gatewaysOf(bridge)).join();
  const nameServers = new ContainerNameServers(kernel, log);
  const { identity, pools = defaultPools, defaultOptions = {} } = config;
  const unfinished = unfinishedBridgeName(drivers.alias);
  const isOwnBridge = ({ name, alias }: Link): boolean => alias === drivers.alias || name === unfinished;
  const prunes = new PruneTurn();
  const made = { makeDriver: drivers.user, isOwnBridge };
  const user = new UserNetworks({ kernel, store, events, networks, pools, identity, defaultOptions, prunes, ...made });
  return {
    service: new NetworkService({ kernel, config, networks, user, nameServers, hostGateway, events }),
    forwardBlockedBy: () => bridge?.forwardBlockedBy,
    close: endWatch,
    prunes,
  };
}

/** The bridge's own addresses, IPv4 first. */
function gatewaysOf(bridge: NetworkDriver | undefined): string[] {
  const gateways = bridge?.facts().subnets?.map(({ gateway }) => gateway) ?? [];
  return gateways.sort((a, b) => Number(a.includes(":")) - Number(b.includes(":")));
}

/** The drivers of bridges: they share the host's ports, and know of each other where one forwards for the other. */
function bridgeDrivers({ kernel, config, log }: NetworksOptions, networks: readonly Network[]) {
  const firewall = config.firewall !== false;
  const userlandProxy = config.userlandProxy !== false;
  const ports = new PublishedPorts({ translated: firewall, log });
  const alias = `gantry network of ${config.identity}`;
  const others = (): string[] =>
    networks.flatMap(({ record, removing }) =>
      record === undefined || record.configOnly || removing ? [] : [record.bridge],
    );
  const ipv6Forwarding = new Ipv6Forwarding(kernel, config.identity.replace(/[^A-Za-z0-9]/g, "").slice(0, 12));
  const maker = new DefaultBridge({ kernel, config, others, ipv6Forwarding });
  const shared = { kernel, ports, userlandProxy };
  const defaultBridge = new BridgeNetwork({ ...shared, traits: defaultTraits(config), maker, sweepsLoose: true });
  const { mtu = 1500, ipForward = true, directRouting = false } = config;
  const othersChanged = (op: Op): Promise<void> => defaultBridge.rebuildFirewall(op);
  const user = (record: NetworkRecord): NetworkDriver => {
    if (record.configOnly) return new ConfigurationNetwork();
    const parts = { kernel, record, alias, firewall, directRouting, ipForward, mtu, ipv6Forwarding, othersChanged };
    return new BridgeNetwork({ ...shared, traits: userTraits(record, { mtu }), maker: new UserBridge(parts) });
  };
  return { default: defaultBridge, user, alias };
}
