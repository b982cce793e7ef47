import { commitPoint } from "#base/commit-points.ts";
import { EngineError } from "#base/errors.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import { Undo } from "#base/undo.ts";
import type { NetworkLink } from "#core/network/contract.ts";
import type {
  Endpoint,
  EndpointAddress,
  EndpointRequest,
  GivingEndpoint,
  NetworkDriver,
  NetworkFacts,
  RunningEndpoint,
} from "#core/network/driver.ts";
import { prefixText } from "#core/network/prefix.ts";
import type { PublicationInput } from "#core/network/publication.ts";
import type { Kernel } from "#sys/kernel/contract.ts";
import { BridgeLinks } from "./bridge-links.ts";
import { BridgePorts, type EndpointPorts, noPorts } from "./bridge-ports.ts";
import type { Firewall } from "./firewall.ts";
import type { BridgeGround, BridgeMaker, BridgeTraits } from "./ground.ts";
import type { PublishedPorts } from "./published-ports.ts";
import { repairWires } from "./repair.ts";
import { takeAddress } from "./take-address.ts";
import { hostLinkOf, wireBlocks } from "./wire.ts";

/** A veth whose namespace has ended goes by itself; one that another container still holds is taken away after this. */
const lingerMs = 2_000;

export interface BridgeNetworkOptions {
  readonly kernel: Kernel;
  readonly traits: BridgeTraits;
  readonly maker: BridgeMaker;
  /** All bridges of an engine share one: a port of the host has one holder. */
  readonly ports: PublishedPorts;
  /** It is the one that recovers last, and takes away what is left of others. */
  readonly sweepsLoose?: boolean;
  /** Whether addresses of the host are relayed where nothing can translate. */
  readonly userlandProxy: boolean;
}

/** A bridge: addresses, wires, published ports and the firewall that belongs to them. */
export class BridgeNetwork implements NetworkDriver {
  readonly type = "bridge";
  readonly #options: BridgeNetworkOptions;
  readonly #kernel: Kernel;
  readonly #links: BridgeLinks;
  readonly #ports: BridgePorts;
  #ground: BridgeGround | undefined;
  /** From here on nobody makes its firewall anew: what came after the removal would stay for ever. */
  #isGoing = false;

  constructor(options: BridgeNetworkOptions) {
    this.#options = options;
    this.#kernel = options.kernel;
    const { interContainer } = options.traits;
    const firewall = (): Firewall | undefined => this.#ground?.firewall;
    const { kernel, traits, ports: published, userlandProxy } = options;
    this.#ports = new BridgePorts({ kernel, traits, published, userlandProxy, firewall });
    this.#links = new BridgeLinks({ kernel: options.kernel, interContainer, firewall });
  }

  /** The foreign firewall that drops what containers send and get, where there is one. */
  get forwardBlockedBy(): string | undefined {
    return this.#ground?.firewall?.forwardBlockedBy;
  }

  /** The bridge's name; undefined before `recover`. */
  get bridge(): string | undefined {
    return this.#ground?.bridge;
  }

  /** The tables that its firewall has, as `nft list tables` names them. */
  get tables(): readonly string[] {
    return this.#isGoing ? [] : (this.#ground?.firewall?.tables ?? []);
  }

  /** Makes the firewall anew, with all that is published; not that of a bridge that is being removed. */
  async rebuildFirewall(op: Op): Promise<void> {
    if (!this.#isGoing) await this.#ground?.firewall?.rebuild(op);
  }

  async recover(op: Op, running: readonly RunningEndpoint[]): Promise<void> {
    const { mtu } = this.#options.traits;
    const prepared = await this.#options.maker.prepare(op, running);
    for (const endpoint of running) await this.#adopt(endpoint, prepared);
    await this.#links.adopt(op, running);
    const firewall = await prepared.openFirewall(op, () => ({
      publications: this.#ports.translations,
      links: this.#links.current(),
    }));
    this.#ground = { ...prepared, firewall, remove: (removing) => prepared.remove(removing) };
    this.#links.adopted();
    await repairWires(op, this.#kernel, {
      bridge: prepared.bridge,
      running,
      mtu,
      isIsolated: (endpointId) => this.#links.isIsolated(endpointId),
      sweepsLoose: this.#options.sweepsLoose === true,
    });
  }

  async connect(op: Op, request: EndpointRequest): Promise<Endpoint> {
    const ground = this.#recovered();
    const undo = new Undo();
    try {
      const address = takeAddress(request, { ground, undo, internal: this.#options.traits.internal });
      const connected = request.ports === undefined ? noPorts : await this.#ports.hold(request, request.ports, address);
      undo.add(() => connected.held.release());
      undo.add(() => this.#links.leave(undoOp(op), request.endpointId));
      await this.#links.enter(op, { ...request, address });
      await this.#wire(op, request, { address, connected, undo });
      this.#ports.enter(request.endpointId, connected);
      const { endpointId, containerId, containerName } = request;
      return { endpointId, containerId, containerName, address, publications: connected.held.publications };
    } catch (error) {
      await undo.run();
      throw error;
    }
  }

  async disconnect(op: Op, endpoint: Endpoint, { live }: { readonly live: boolean }): Promise<void> {
    const { ipv4, ipv6 } = this.#recovered();
    if (!this.#ports.has(endpoint.endpointId)) return;
    commitPoint("network.disconnect");
    try {
      await this.unpublish(op, endpoint);
    } finally {
      this.#ports.leave(endpoint.endpointId);
      await this.#takeAway(op, endpoint, live);
      if (endpoint.address?.ipv4 !== undefined) ipv4?.book.free(endpoint.address.ipv4.address);
      if (endpoint.address?.ipv6 !== undefined) ipv6?.book.free(endpoint.address.ipv6.address);
    }
  }

  publish(op: Op, endpoint: Endpoint, ports: PublicationInput): Promise<Endpoint> {
    return this.#ports.publish(op, endpoint, ports);
  }

  unpublish(op: Op, endpoint: Endpoint): Promise<Endpoint> {
    return this.#ports.unpublish(op, endpoint);
  }

  takeOver(op: Op, endpoint: Endpoint, ports: PublicationInput, giver: GivingEndpoint): Promise<Endpoint> {
    if (!(giver.network instanceof BridgeNetwork)) return this.publish(op, endpoint, ports);
    return this.#ports.takeOver(op, endpoint, ports, { ports: giver.network.#ports, endpoint: giver.endpoint });
  }

  unlink(op: Op, link: Pick<NetworkLink, "from" | "to">): Promise<void> {
    return this.#links.unlink(op, link);
  }

  async remove(op: Op): Promise<void> {
    this.#isGoing = true;
    await this.#ground?.remove(op);
    this.#ground = undefined;
  }

  facts(): NetworkFacts {
    const { bridge, ipv4, ipv6, subnets } = this.#recovered();
    const { internal, interfacePrefix, options } = this.#options.traits;
    const own = [ipv4, ipv6].flatMap((family) =>
      family === undefined ? [] : [{ subnet: prefixText(family.book.subnet), gateway: family.gateway, ...shown }],
    );
    return {
      subnets: subnets ?? own,
      options: "com.docker.network.bridge.name" in options ? { ...options, ...nameOption(bridge) } : options,
      leadsOut: { ipv4: !internal && ipv4 !== undefined, ipv6: !internal && ipv6 !== undefined },
      interfacePrefix,
    };
  }

  async #adopt(endpoint: RunningEndpoint, ground: Pick<BridgeGround, "ipv4" | "ipv6">): Promise<void> {
    const { address, publications } = endpoint;
    if (address === undefined) return;
    if (address.ipv4 !== undefined) ground.ipv4?.book.reserve(address.ipv4.address);
    if (address.ipv6 !== undefined) ground.ipv6?.book.reserve(address.ipv6.address);
    await this.#ports.adopt(endpoint.endpointId, address, publications);
  }

  /** The wire and the ports are two blocks of one queue: the second is sent before the first has answered. */
  async #wire(
    op: Op,
    request: EndpointRequest,
    made: { readonly address: EndpointAddress; readonly connected: EndpointPorts; readonly undo: Undo },
  ): Promise<void> {
    const { bridge, firewall } = this.#recovered();
    const { address, connected, undo } = made;
    if (request.netns === undefined) throw new TypeError("a bridge needs a namespace");
    const hostLink = hostLinkOf(request.endpointId);
    const { interfaceName, defaultRoutes, sysctls, netns, linkLocal } = request;
    const { mtu } = this.#options.traits;
    const isolated = this.#links.isIsolated(request.endpointId);
    const hairpin = connected.translations.length > 0;
    const wire = { hostLink, bridge, mtu, isolated, hairpin, netns, interfaceName };
    commitPoint("network.connect");
    undo.add(() => this.#kernel.configureNetwork(undoOp(op), [{ steps: [{ do: "delete-link", name: hostLink }] }]));
    if (hairpin) undo.add(async () => await firewall?.remove(undoOp(op), connected.translations));
    const blocks = wireBlocks({ ...wire, address, defaultRoutes, sysctls, linkLocal });
    const wired = this.#kernel.configureNetwork(op, blocks);
    const results = await Promise.allSettled([wired, firewall?.add(op, connected.translations)]);
    commitPoint("network.connected");
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }

  async #takeAway(op: Op, endpoint: Endpoint, live: boolean): Promise<void> {
    try {
      await this.#links.leave(op, endpoint.endpointId);
    } finally {
      await this.#unwire(op, endpoint, live);
    }
  }

  async #unwire(op: Op, { endpointId }: Endpoint, live: boolean): Promise<void> {
    const blocks = [{ steps: [{ do: "delete-link", name: hostLinkOf(endpointId) } as const] }];
    if (live) return this.#kernel.configureNetwork(op, blocks);
    const timer = setTimeout(() => {
      this.#kernel.configureNetwork(backgroundOp(), blocks).catch(() => {});
    }, lingerMs);
    timer.unref();
  }

  #recovered(): BridgeGround {
    if (this.#ground === undefined) throw new EngineError("unavailable", "the bridge network is not ready");
    return this.#ground;
  }
}

const shown = { showsGateway: true, asked: false };

function nameOption(bridge: string): Readonly<Record<string, string>> {
  return { "com.docker.network.bridge.name": bridge };
}

/** What is undone is undone to its end, whatever ended the op. */
function undoOp(op: Op): Op {
  return backgroundOp(op.log);
}
