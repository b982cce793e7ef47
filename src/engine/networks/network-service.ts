import { openSync } from "node:fs";
import type {
  EndpointSettings,
  NetworkCreateRequest,
  NetworkCreateResponse,
  NetworkInspect,
  NetworkPruneReport,
} from "#api/types.gen.ts";
import { newId } from "#base/ids.ts";
import type { Op } from "#base/op.ts";
import type { EventSink } from "#core/events/contract.ts";
import type { NetworkConfig } from "#core/network/config.ts";
import type {
  ContainerNetworks,
  EndpointChange,
  FoundNetwork,
  NetworkLease,
  NetworkLeaseSettings,
  NetworkLink,
  NetworkRequest,
  RunningLease,
  SharedPort,
} from "#core/network/contract.ts";
import {
  alreadyConnected,
  cannotConnectEnded,
  networkingFailed,
  networkNotFound,
  notConnected,
} from "#core/network/errors.ts";
import type { NameServers } from "#core/network/names/contract.ts";
import { checkPortBindings } from "#core/network/publication.ts";
import type { Gone } from "#core/rehearsal/contract.ts";
import type { Filters } from "#formats/filters.ts";
import { dupCloexec } from "#sys/fd.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import type { Kernel } from "#sys/kernel/contract.ts";
import { findNetwork, type Network } from "./builtin-networks.ts";
import { checkEndpoint } from "./check-endpoint.ts";
import { type LeasedEndpoint, leasedEndpoints } from "./leased-endpoints.ts";
import { networkFilter } from "./network-filter.ts";
import { inspectView } from "./network-view.ts";
import { openNetnsOf } from "./process-netns.ts";
import { NetworkRehearsal } from "./rehearse.ts";
import { Sandbox } from "./sandbox.ts";
import type { UserNetworks } from "./user-networks.ts";
import { wantedNetworks } from "./wanted-networks.ts";

const joinPrefix = "container:";

export interface NetworkServiceOptions {
  readonly kernel: Kernel;
  readonly config: NetworkConfig;
  /** Shared with `user`, which adds to them. */
  readonly networks: readonly Network[];
  readonly user: UserNetworks;
  readonly nameServers: NameServers;
  /** The address that `host-gateway` stands for; read when it is needed. */
  readonly hostGateway: () => string;
  readonly events: EventSink;
}

/** The networks: what containers hold of them, and what the network routes do. */
export class NetworkService implements ContainerNetworks {
  readonly #options: NetworkServiceOptions;
  readonly #sandboxes = new Map<string, Sandbox>();

  constructor(options: NetworkServiceOptions) {
    this.#options = options;
  }

  async recover(op: Op, running: readonly RunningLease[]): Promise<void> {
    const { networks, user } = this.#options;
    await user.load(op);
    const found = new Map(running.map((lease) => [lease, leasedEndpoints(lease, networks)]));
    // The default bridge comes after the user's: it takes away the wires that none of them has taken back.
    for (const network of [...networks].sort((a, b) => Number(b.userDefined) - Number(a.userDefined))) {
      const own = [...found.values()].flat().filter((each) => each.network === network);
      await network.driver.recover(
        op,
        own.map(({ endpoint }) => endpoint),
      );
    }
    for (const [lease, members] of found) if (members.length > 0) await this.#adopt(op, lease, members);
  }

  validate(request: NetworkRequest): void {
    checkPortBindings(request.portBindings);
    for (const [name, asked] of Object.entries(request.endpoints))
      checkEndpoint(this.#options.networks, { name, asked, named: name });
  }

  checkEndpoint(network: string, asked: Partial<EndpointSettings>): void {
    checkEndpoint(this.#options.networks, { name: network, asked });
  }

  idOf(ref: string): string | undefined {
    try {
      return findNetwork(this.#options.networks, ref).id;
    } catch {
      return undefined;
    }
  }

  find(ref: string): FoundNetwork {
    const { id, name, driver, userDefined } = findNetwork(this.#options.networks, ref);
    return { id, name, driver: driver.type, userDefined };
  }

  async acquire(op: Op, request: NetworkRequest): Promise<NetworkLease> {
    try {
      if (request.networkMode.startsWith(joinPrefix)) return this.#join(request);
      return await this.#connect(op, request);
    } catch (error) {
      throw networkingFailed(error);
    }
  }

  async attach(op: Op, { containerId, network: ref, ...change }: EndpointChange): Promise<NetworkLeaseSettings> {
    const sandbox = this.#sandboxOf(containerId);
    return sandbox.lock.run(op, async () => {
      const network = findNetwork(this.#options.networks, ref);
      if (sandbox.ended) throw cannotConnectEnded(containerId);
      if (sandbox.has(network)) throw alreadyConnected(sandbox.containerName, network.name);
      await sandbox.connectOne(op, network, change);
      return sandbox.settings;
    });
  }

  async detach(op: Op, containerId: string, ref: string): Promise<NetworkLeaseSettings> {
    const sandbox = this.#sandboxOf(containerId);
    return sandbox.lock.run(op, async () => {
      const network = findNetwork(this.#options.networks, ref);
      if (sandbox.ended) throw cannotConnectEnded(containerId);
      if (!sandbox.has(network)) throw notConnected({ id: containerId, running: true }, network.name);
      await sandbox.disconnectOne(op, network);
      return sandbox.settings;
    });
  }

  async unlink(op: Op, link: Pick<NetworkLink, "from" | "to">): Promise<void> {
    for (const { driver } of this.#options.networks) await driver.unlink(op, link);
  }

  sharedPorts(taker: string, giver: string): readonly SharedPort[] {
    return this.#sandboxOf(taker).sharedPorts(this.#sandboxOf(giver));
  }

  async takeOver(op: Op, taker: string, giver: string) {
    const taking = this.#sandboxOf(taker);
    const giving = this.#sandboxOf(giver);
    // Two that take over from each other meet in one order.
    const [first, second] = taker < giver ? [taking, giving] : [giving, taking];
    return await first.lock.run(op, () =>
      second.lock.run(op, async () => {
        for (const [id, sandbox] of [[taker, taking] as const, [giver, giving] as const])
          if (sandbox.ended) throw cannotConnectEnded(id);
        await taking.takeOver(op, giving);
        return { taker: taking.settings, giver: giving.settings };
      }),
    );
  }

  renamed(containerId: string, name: string): NetworkLeaseSettings | undefined {
    const sandbox = this.#sandboxes.get(containerId);
    sandbox?.rename(name);
    return sandbox?.settings;
  }

  async release(op: Op, containerId: string): Promise<void> {
    const sandbox = this.#sandboxes.get(containerId);
    if (sandbox === undefined) return;
    this.#sandboxes.delete(containerId);
    await sandbox.lock.run(op, () => sandbox.close(op));
  }

  /** The routes' list. @throws invalid-argument for a filter that is none */
  async list(_op: Op, filters: Filters): Promise<NetworkInspect[]> {
    await Promise.resolve();
    const passes = networkFilter(filters);
    const shown = this.#options.networks.filter((network) => !network.removing && passes(network));
    return shown.map((network) => inspectView(network, []));
  }

  /** The routes' inspect. @throws not-found */
  async inspect(
    _op: Op,
    ref: string,
    options: { readonly verbose: boolean; readonly scope: string },
  ): Promise<NetworkInspect> {
    await Promise.resolve();
    if (options.scope !== "" && options.scope !== "local") throw networkNotFound(ref);
    const network = findNetwork(this.#options.networks, ref);
    return inspectView(network, network.connected);
  }

  create(op: Op, request: NetworkCreateRequest): Promise<NetworkCreateResponse> {
    return this.#options.user.create(op, request);
  }

  remove(op: Op, ref: string): Promise<void> {
    return this.#options.user.remove(op, ref);
  }

  prune(op: Op, filters: Filters): Promise<NetworkPruneReport> {
    return this.#options.user.prune(op, filters);
  }

  /** Plays the removals and prunes of one rehearsal. */
  rehearsal(gone: Gone): NetworkRehearsal {
    return new NetworkRehearsal(this.#options.user, gone);
  }

  /** Another container's namespace: nothing is leased, nothing shows. */
  #join(request: NetworkRequest): NetworkLease {
    if (request.joinedPid === undefined) throw new TypeError("the container whose network is joined has no process");
    const settings = {
      sandboxId: "",
      sandboxKey: "",
      ports: {},
      networks: {},
      hostAddresses: [],
      hostGateway: this.#options.hostGateway(),
    };
    return { netns: openSync(`/proc/${request.joinedPid}/ns/net`, "r"), settings };
  }

  async #connect(op: Op, request: NetworkRequest): Promise<NetworkLease> {
    const wanted = wantedNetworks(request, this.#options.networks);
    const own = !wanted.some(({ network }) => network.driver.type === "host");
    using netns = own ? new FdHandle(await this.#options.kernel.createNetns(op)) : undefined;
    const held = netns === undefined ? undefined : new FdHandle(dupCloexec(netns.fd));
    const sandbox = this.#newSandbox(request, held);
    try {
      await sandbox.connectAll(op, wanted);
    } catch (error) {
      held?.[Symbol.dispose]();
      throw error;
    }
    this.#sandboxes.set(request.containerId, sandbox);
    return { netns: netns?.give(), settings: sandbox.settings };
  }

  async #adopt(op: Op, lease: RunningLease, members: readonly LeasedEndpoint[]): Promise<void> {
    const own = members.some(({ network }) => network.driver.type !== "host");
    const netns = own ? openNetnsOf(lease.pid) : undefined;
    const request = { ...lease.request, containerName: lease.containerName };
    const sandbox = this.#newSandbox(request, netns, lease.settings);
    this.#sandboxes.set(lease.containerId, sandbox);
    try {
      await sandbox.adopt(op, members);
    } catch (error) {
      op.log.error("networks of a running container were not taken over", { container: lease.containerName, error });
    }
    if (own && netns === undefined) sandbox.ended = true;
  }

  #newSandbox(request: NetworkRequest, netns: FdHandle | undefined, known?: NetworkLeaseSettings): Sandbox {
    const { kernel, nameServers, hostGateway, config } = this.#options;
    const sandboxId = known?.sandboxId ?? newId();
    const folder = netns === undefined ? "default" : sandboxId.slice(0, 12);
    const sandboxKey = known?.sandboxKey ?? `${config.execRoot}/netns/${folder}`;
    const moved = (action: "connect" | "disconnect", { id, name, driver }: Network): void => {
      if (request.quiet === true) return;
      const attributes = { container: request.containerId, name, type: driver.type };
      this.#options.events.emit({ type: "network", action, actorId: id, attributes });
    };
    return new Sandbox(request, { kernel, nameServers, netns, sandboxId, sandboxKey, hostGateway, moved });
  }

  #sandboxOf(containerId: string): Sandbox {
    const sandbox = this.#sandboxes.get(containerId);
    if (sandbox === undefined) throw cannotConnectEnded(containerId);
    return sandbox;
  }
}
