import { existsSync } from "node:fs";
import { commitPoint } from "#base/commit-points.ts";
import { EngineError } from "#base/errors.ts";
import { backgroundOp, type Log, type Op } from "#base/op.ts";
import { Undo } from "#base/undo.ts";
import { AddressPool } from "#core/network/address-pool.ts";
import { type BridgePlan, planBridge } from "#core/network/bridge-plan.ts";
import type { NetworkConfig } from "#core/network/config.ts";
import { defaultRanges } from "#core/network/default-subnet.ts";
import type {
  Endpoint,
  EndpointAddress,
  EndpointRequest,
  NetworkDriver,
  NetworkFacts,
  RunningEndpoint,
} from "#core/network/driver.ts";
import { connectivityFailed, noFreeAddress } from "#core/network/errors.ts";
import { droppingForwardChains } from "#core/network/forward-block.ts";
import { hardwareAddressOf } from "#core/network/hardware-address.ts";
import { type NftPublication, tableOf } from "#core/network/nft-plan.ts";
import { publicationsOf } from "#core/network/publication.ts";
import { formatSubnet } from "#core/network/subnet.ts";
import type { Kernel } from "#sys/kernel/contract.ts";
import { allowLoopback, enableForwarding, isForwarding, prepareBridge } from "./bridge-device.ts";
import { Firewall } from "./firewall.ts";
import { type HeldPorts, PublishedPorts } from "./published-ports.ts";
import { repairWires } from "./repair.ts";
import { hostLinkOf, wireBlocks } from "./wire.ts";

/** A veth whose namespace has ended goes by itself; one that another container still holds is taken away after this. */
const lingerMs = 2_000;

interface Connected {
  readonly held: HeldPorts;
  readonly translations: readonly NftPublication[];
}

/** What `recover` has found or made. */
interface Ground {
  readonly plan: BridgePlan;
  readonly pool: AddressPool;
  readonly firewall: Firewall | undefined;
}

export interface BridgeNetworkOptions {
  readonly kernel: Kernel;
  readonly config: NetworkConfig;
  readonly log: Log;
}

/** The default bridge: addresses, wires, published ports and the firewall that belongs to them. */
export class BridgeNetwork implements NetworkDriver {
  readonly type = "bridge";
  readonly #kernel: Kernel;
  readonly #config: NetworkConfig;
  readonly #ports: PublishedPorts;
  readonly #connected = new Map<string, Connected>();
  #ground: Ground | undefined;

  constructor({ kernel, config, log }: BridgeNetworkOptions) {
    this.#kernel = kernel;
    this.#config = config;
    this.#ports = new PublishedPorts({ translated: config.firewall !== false, log });
  }

  /** The foreign firewall that drops what containers send and get, where there is one. */
  get forwardBlockedBy(): string | undefined {
    return this.#ground?.firewall?.forwardBlockedBy;
  }

  /** Looks again for foreign firewalls. */
  async checkForwarding(op: Op): Promise<void> {
    await this.#ground?.firewall?.openForwarding(op);
  }

  async recover(op: Op, running: readonly RunningEndpoint[]): Promise<void> {
    const state = await this.#kernel.readNetwork(op);
    const plan = planBridge(state, {
      ranges: this.#config.addressRanges ?? defaultRanges,
      ...(this.#config.bridge === undefined ? {} : { name: this.#config.bridge }),
      ...(this.#config.bridgeAddress === undefined ? {} : { address: this.#config.bridgeAddress }),
      ...runningAddress(running),
    });
    await prepareBridge(op, this.#kernel, plan);
    const pool = new AddressPool(plan.subnet, { gateway: plan.gateway });
    for (const endpoint of running) await this.#adopt(endpoint, pool);
    const firewall = this.#config.firewall === false ? undefined : await this.#openFirewall(op, plan);
    this.#ground = { plan, pool, firewall };
    await repairWires(op, this.#kernel, { plan, running, mtu: this.#mtu, isolated: this.#isolated });
  }

  async connect(op: Op, request: EndpointRequest): Promise<Endpoint> {
    const { pool } = this.#recovered();
    const address = this.#takeAddress(request, pool);
    const undo = new Undo();
    undo.add(() => pool.free(address.address));
    try {
      const connected = await this.#publish(request, address);
      undo.add(connected.held.release);
      await this.#wire(op, request, { address, connected, undo });
      this.#connected.set(request.endpointId, connected);
      const { endpointId, containerId, containerName } = request;
      return { endpointId, containerId, containerName, address, publications: connected.held.publications };
    } catch (error) {
      await undo.run();
      throw error;
    }
  }

  async disconnect(op: Op, endpoint: Endpoint): Promise<void> {
    const { pool, firewall } = this.#recovered();
    const connected = this.#connected.get(endpoint.endpointId);
    if (connected === undefined) return;
    this.#connected.delete(endpoint.endpointId);
    commitPoint("network.disconnect");
    try {
      await firewall?.remove(op, connected.translations);
      await this.#endFlows(op, endpoint);
    } finally {
      connected.held.release();
      if (endpoint.address !== undefined) pool.free(endpoint.address.address);
      this.#unwireLater(endpoint);
    }
  }

  facts(): NetworkFacts {
    const { plan } = this.#recovered();
    const option = (name: string, value: boolean | string): [string, string] => [
      `com.docker.network.bridge.${name}`,
      String(value),
    ];
    return {
      subnets: [{ subnet: formatSubnet(plan.subnet), gateway: plan.gateway }],
      options: Object.fromEntries([
        option("default_bridge", true),
        option("enable_icc", this.#config.interContainer !== false),
        option("enable_ip_masquerade", this.#config.masquerade !== false),
        option("host_binding_ipv4", this.#hostAddress),
        option("name", plan.name),
        ["com.docker.network.driver.mtu", String(this.#mtu)],
      ]),
    };
  }

  async #adopt(endpoint: RunningEndpoint, pool: AddressPool): Promise<void> {
    if (endpoint.address === undefined) return;
    const { address } = endpoint.address;
    pool.reserve(address);
    const held = await this.#ports.adopt(endpoint.publications, address);
    const translations = this.#ports.translations(endpoint.publications, address);
    this.#connected.set(endpoint.endpointId, { held, translations });
  }

  async #openFirewall(op: Op, plan: BridgePlan): Promise<Firewall> {
    const { name: bridge, subnet, gateway } = plan;
    const table = tableOf(bridge);
    const forwarding = isForwarding() || this.#config.ipForward === false;
    const before = await this.#kernel.runNft(op, { text: "list chains", json: true });
    const wasDropping = droppingForwardChains(before, "").some((chain) => chain.table === table);
    const drop = wasDropping || (!forwarding && this.#config.ipForwardNoDrop !== true);
    const masquerade = this.#config.masquerade !== false;
    const forwardPolicy = drop ? "drop" : "accept";
    const firewall = new Firewall(this.#kernel, { table, bridge, subnet, gateway, masquerade, forwardPolicy }, () =>
      [...this.#connected.values()].flatMap(({ translations }) => translations),
    );
    commitPoint("network.firewall");
    await firewall.rebuild(op);
    await allowLoopback(op, this.#kernel, bridge);
    await firewall.openForwarding(op);
    if (!forwarding) await enableForwarding(op, this.#kernel);
    return firewall;
  }

  #takeAddress(request: EndpointRequest, pool: AddressPool): EndpointAddress {
    const { plan } = this.#recovered();
    const address = pool.take();
    if (address === undefined) throw noFreeAddress();
    const hardwareAddress = request.hardwareAddress?.replaceAll("-", ":") ?? hardwareAddressOf(address);
    return { address, prefixLength: plan.subnet.prefixLength, gateway: plan.gateway, hardwareAddress };
  }

  async #publish(request: EndpointRequest, address: EndpointAddress): Promise<Connected> {
    try {
      const ipv6 = this.#config.userlandProxy !== false && existsSync("/proc/net/if_inet6");
      const requests = publicationsOf(request, { hostAddress: this.#hostAddress, ipv6 });
      const held = await this.#ports.publish(requests, address.address);
      return { held, translations: this.#ports.translations(held.publications, address.address) };
    } catch (error) {
      throw connectivityFailed({ name: request.containerName, id: request.endpointId }, error);
    }
  }

  /** The wire and the ports are two blocks of one queue: the second is sent before the first has answered. */
  async #wire(
    op: Op,
    request: EndpointRequest,
    made: { readonly address: EndpointAddress; readonly connected: Connected; readonly undo: Undo },
  ): Promise<void> {
    const { plan, firewall } = this.#recovered();
    const { address, connected, undo } = made;
    if (request.netns === undefined) throw new TypeError("a bridge needs a namespace");
    const hostLink = hostLinkOf(request.endpointId);
    const wire = {
      hostLink,
      bridge: plan.name,
      mtu: this.#mtu,
      isolated: this.#isolated,
      hairpin: connected.translations.length > 0,
      netns: request.netns,
      address,
    };
    commitPoint("network.connect");
    undo.add(() => this.#kernel.configureNetwork(undoOp(op), [{ steps: [{ do: "delete-link", name: hostLink }] }]));
    if (connected.translations.length > 0)
      undo.add(async () => await firewall?.remove(undoOp(op), connected.translations));
    const wired = this.#kernel.configureNetwork(op, wireBlocks(wire));
    const results = await Promise.allSettled([wired, firewall?.add(op, connected.translations)]);
    commitPoint("network.connected");
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }

  async #endFlows(op: Op, { address, publications }: Endpoint): Promise<void> {
    if (address === undefined || !publications.some(({ protocol }) => protocol === "udp")) return;
    await this.#kernel.configureNetwork(op, [{ steps: [{ do: "end-flows", address: address.address }] }]);
  }

  #unwireLater(endpoint: Endpoint): void {
    const name = hostLinkOf(endpoint.endpointId);
    const timer = setTimeout(() => {
      const gone = this.#kernel.configureNetwork(backgroundOp(), [{ steps: [{ do: "delete-link", name }] }]);
      gone.catch(() => {});
    }, lingerMs);
    timer.unref();
  }

  #recovered(): Ground {
    if (this.#ground === undefined) throw new EngineError("unavailable", "the bridge network is not ready");
    return this.#ground;
  }

  get #mtu(): number {
    return this.#config.mtu ?? 1500;
  }

  get #isolated(): boolean {
    return this.#config.interContainer === false;
  }

  get #hostAddress(): string {
    return this.#config.hostAddress ?? "0.0.0.0";
  }
}

/** What is undone is undone to its end, whatever ended the op. */
function undoOp(op: Op): Op {
  return backgroundOp(op.log);
}

function runningAddress(running: readonly RunningEndpoint[]) {
  const address = running.find((endpoint) => endpoint.address !== undefined)?.address;
  return address === undefined ? {} : { runningAddress: address };
}
