import type { Log } from "#base/op.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import { nowRfc3339Nano } from "#base/time.ts";
import type { EventSink } from "#core/events/contract.ts";
import type { NetworkConfig } from "#core/network/config.ts";
import type { NetworkDriver } from "#core/network/driver.ts";
import { BridgeNetwork } from "#drivers/network/bridge/bridge-network.ts";
import { HostNetwork } from "#drivers/network/host/host-network.ts";
import { NoneNetwork } from "#drivers/network/none/none-network.ts";
import { builtinId, type Network } from "#engine/networks/builtin-networks.ts";
import { NetworkService } from "#engine/networks/network-service.ts";
import type { Kernel } from "#sys/kernel/contract.ts";

export interface NetworksOptions {
  /** Borrowed. */
  readonly kernel: Kernel;
  readonly config: NetworkConfig;
  readonly events: EventSink;
  readonly log: Log;
}

export interface Networks {
  /** Both the container service's networks and the network routes' backend. */
  readonly service: NetworkService;
  /** The foreign firewall chains that drop what containers send and get; for `info`, and for errors about reaching one. */
  forwardBlockedBy(): string | undefined;
}

/** Opens the built-in networks. Nothing is changed before the service's `recover`. */
export async function openNetworks(op: Op, options: NetworksOptions): Promise<Networks> {
  await Promise.resolve();
  throwIfEnded(op);
  const { kernel, config, events, log } = options;
  const bridge = config.bridge === "none" ? undefined : new BridgeNetwork({ kernel, config, log });
  const created = nowRfc3339Nano();
  const named = (name: string, driver: NetworkDriver): Network => ({
    id: builtinId(config, name),
    name,
    driver,
    created,
  });
  const networks = [named("host", new HostNetwork()), named("none", new NoneNetwork())];
  if (bridge !== undefined) networks.unshift(named("bridge", bridge));
  const hostGateway = (): string => bridge?.facts().subnets?.[0]?.gateway ?? "";
  return {
    service: new NetworkService({ kernel, config, networks, hostGateway, events }),
    forwardBlockedBy: () => bridge?.forwardBlockedBy,
  };
}
