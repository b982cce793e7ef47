import type { EndpointSettings } from "#api/types.gen.ts";
import { type NetworkId, newId } from "#base/ids.ts";
import { Mutex } from "#base/mutex.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import { Undo } from "#base/undo.ts";
import type { EndpointChange, NetworkLeaseSettings, NetworkRequest, SharedPort } from "#core/network/contract.ts";
import type { Endpoint, EndpointAddress, RunningEndpoint } from "#core/network/driver.ts";
import { networkNotFound } from "#core/network/errors.ts";
import { chooseGateways, type GatewayChoice } from "#core/network/gateway-choice.ts";
import type { NameServers } from "#core/network/names/contract.ts";
import { portMapOf, samePorts, sameTcpPorts } from "#core/network/publication.ts";
import type { FdHandle } from "#sys/fd-handle.ts";
import type { Kernel, NetworkState, NetworkStep } from "#sys/kernel/contract.ts";
import type { Network } from "./builtin-networks.ts";
import { type ConnectWish, endpointRequestOf } from "./endpoint-request.ts";
import { candidateOf, dnsNamesOf, interfaceNameOf, type Membership, portOwner } from "./membership.ts";
import { endpointSettings } from "./network-view.ts";
import { SandboxNames } from "./sandbox-names.ts";

export interface SandboxOptions {
  readonly kernel: Kernel;
  readonly nameServers: NameServers;
  /** Undefined: the host's namespace. */
  readonly netns: FdHandle | undefined;
  readonly sandboxId: string;
  readonly sandboxKey: string;
  readonly hostGateway: () => string;
  /** Says that the container came into a network or left it. */
  readonly moved: (action: "connect" | "disconnect", network: Network) => void;
}

/** The network namespace of a container that starts or runs, and its memberships. */
export class Sandbox {
  /** Held by all that changes it. */
  readonly lock = new Mutex();
  readonly #options: SandboxOptions;
  readonly #members = new Map<NetworkId, Membership>();
  #request: NetworkRequest;
  #gateways: GatewayChoice = { ipv4: undefined, ipv6: undefined };
  readonly #names: SandboxNames;
  ended = false;

  constructor(request: NetworkRequest, options: SandboxOptions) {
    this.#request = request;
    this.#options = options;
    this.#names = new SandboxNames(options.nameServers, () => this.memberships);
  }

  get containerName(): string {
    return this.#request.containerName;
  }

  get memberships(): Membership[] {
    return [...this.#members.values()];
  }

  has(network: Network): boolean {
    return this.#members.has(network.id);
  }

  /** Takes over what a running container has. */
  async adopt(
    op: Op,
    found: readonly {
      readonly network: Network;
      readonly asked: EndpointSettings;
      readonly endpoint: RunningEndpoint;
    }[],
  ) {
    for (const member of found) this.#enter(member);
    this.#gateways = this.#chooseGateways();
    await this.#serveNames(op, false);
  }

  /** Connects all networks of a container that starts. @throws what a driver says; nothing is left then */
  async connectAll(op: Op, wanted: readonly { readonly network: Network; readonly asked: EndpointSettings }[]) {
    this.#gateways = chooseGateways(wanted.map(candidateOf));
    const undo = new Undo();
    const names = new Set(["lo"]);
    try {
      for (const { network, asked } of wanted) {
        const interfaceName = interfaceNameOf(network, asked, names);
        names.add(interfaceName);
        const endpoint = await this.#connect(op, { network, asked, interfaceName, gateways: this.#gateways });
        undo.add(() => this.#leave(backgroundOp(op.log), network, { live: false }));
        this.#enter({ network, asked, endpoint });
        this.#options.moved("connect", network);
      }
      await this.#serveNames(op, true);
    } catch (error) {
      await undo.run();
      throw error;
    }
  }

  /** Connects one more network while the container runs. */
  async connectOne(op: Op, network: Network, { asked, links }: Pick<EndpointChange, "asked" | "links">): Promise<void> {
    this.#request = { ...this.#request, ...(links === undefined ? {} : { links }) };
    const state = await this.#options.kernel.readNetwork(op, this.#netns);
    const names = new Set(state.links.map(({ name }) => name));
    const wanted = [...this.memberships, { network, asked }].map(candidateOf);
    const gateways = chooseGateways(wanted);
    const interfaceName = interfaceNameOf(network, asked, names);
    const movesPorts = portOwner(gateways) === network.name && portOwner(this.#gateways) !== undefined;
    const ports = movesPorts ? await this.#takePorts(op) : undefined;
    const endpoint = await this.#connect(op, { network, asked, interfaceName, gateways, ports });
    this.#enter({ network, asked, endpoint });
    this.#options.moved("connect", network);
    this.#gateways = gateways;
    await this.#serveNames(op, false);
  }

  /** Takes the container out of one network while it runs. */
  async disconnectOne(op: Op, network: Network): Promise<void> {
    const { kernel } = this.#options;
    const member = this.#members.get(network.id);
    const ports =
      portOwner(this.#gateways) === network.name ? samePorts(member?.endpoint.publications ?? []) : undefined;
    await this.#leave(op, network, { live: true });
    const before = this.#gateways;
    this.#gateways = this.#chooseGateways();
    const state = await kernel.readNetwork(op, this.#netns);
    const steps = (["ipv4", "ipv6"] as const).flatMap((family) =>
      before[family] === this.#gateways[family] ? [] : this.#routeSteps(state, family),
    );
    if (steps.length > 0 && this.#netns !== undefined)
      await kernel.configureNetwork(op, [{ netns: this.#netns, steps }]);
    const owner = this.#memberNamed(portOwner(this.#gateways));
    if (ports !== undefined && owner !== undefined && ports.exposedPorts.length > 0) {
      const endpoint = await owner.network.driver.publish(op, owner.endpoint, ports);
      this.#enter({ ...owner, endpoint });
    }
    if (!this.#names.isWanted) this.#names.close();
  }

  /** The TCP ports that it would have in the place of `giver`. */
  sharedPorts(giver: Sandbox): SharedPort[] {
    const own = this.#portMember?.endpoint.address;
    const other = giver.#portMember?.endpoint;
    const [taking, giving] = [addressIn(own), addressIn(other?.address)];
    if (taking === undefined || giving === undefined) return [];
    return sameTcpPorts(this.#request, other?.publications ?? []).map(({ key, port, giverPort }) => ({
      key,
      taker: { address: taking, port },
      giver: { address: giving, port: giverPort },
    }));
  }

  /** Comes to the place of `giver`, which stands by from then on. The locks of both are held. */
  async takeOver(op: Op, giver: Sandbox): Promise<void> {
    const own = this.#portMember;
    const other = giver.#portMember;
    const taken =
      own === undefined || other === undefined
        ? undefined
        : await own.network.driver.takeOver(op, own.endpoint, this.#request, {
            network: other.network.driver,
            endpoint: other.endpoint,
          });
    if (own !== undefined && taken !== undefined) this.#enter({ ...own, endpoint: taken });
    if (other !== undefined && taken !== undefined)
      giver.#enter({ ...other, endpoint: { ...other.endpoint, publications: [] } });
    this.#standBy(false);
    giver.#standBy(true);
  }

  /** Leaves all networks; the namespace ends with its last process. Goes on after a failure, and throws at the end. */
  async close(op: Op): Promise<void> {
    this.ended = true;
    this.#names.close();
    this.#options.netns?.[Symbol.dispose]();
    const left = await Promise.allSettled(
      this.memberships.map(({ network }) => this.#leave(op, network, { live: false })),
    );
    for (const result of left) if (result.status === "rejected") throw result.reason;
  }

  rename(name: string): void {
    this.#request = { ...this.#request, containerName: name };
    for (const member of this.memberships)
      this.#enter({ ...member, endpoint: { ...member.endpoint, containerName: name } });
  }

  get settings(): NetworkLeaseSettings {
    const { sandboxId, sandboxKey, hostGateway } = this.#options;
    const members = this.memberships.sort((a, b) => (a.network.name < b.network.name ? -1 : 1));
    const publications = members.flatMap(({ endpoint }) => endpoint.publications);
    const networks = members.map((member): [string, EndpointSettings] => [
      member.network.name,
      endpointSettings(member, dnsNamesOf(this.#request, member)),
    ]);
    const bridged = members.some(({ network }) => network.driver.type === "bridge");
    return {
      sandboxId,
      sandboxKey,
      ports: bridged ? portMapOf(this.#request, publications) : {},
      networks: Object.fromEntries(networks),
      hostAddresses: this.memberships.flatMap(({ endpoint: { address } }) =>
        [address?.ipv4, address?.ipv6].flatMap((family) => family?.address ?? []),
      ),
      hostGateway: hostGateway(),
    };
  }

  async #connect(op: Op, wish: ConnectWish): Promise<Endpoint> {
    const { network } = wish;
    if (network.removing) throw networkNotFound(network.name);
    const endpointId = newId();
    network.endpoints.set(endpointId, undefined);
    try {
      const request = endpointRequestOf(this.#request, { ...wish, endpointId, netns: this.#netns });
      return await network.driver.connect(op, request);
    } catch (error) {
      network.endpoints.delete(endpointId);
      throw error;
    }
  }

  #enter(member: Membership): void {
    const { network, endpoint } = member;
    this.#members.set(network.id, member);
    network.endpoints.set(endpoint.endpointId, endpoint);
    const names = dnsNamesOf(this.#request, member);
    const { ipv4, ipv6 } = endpoint.address ?? {};
    if (names !== null)
      network.names.set({ endpointId: endpoint.endpointId, names, ipv4: ipv4?.address, ipv6: ipv6?.address });
  }

  #standBy(standby: boolean): void {
    this.#request = { ...this.#request, standby };
    for (const member of this.memberships) this.#enter(member);
  }

  get #portMember(): Membership | undefined {
    return this.#memberNamed(portOwner(this.#gateways));
  }

  async #leave(op: Op, network: Network, options: { readonly live: boolean }): Promise<void> {
    const member = this.#members.get(network.id);
    if (member === undefined) return;
    this.#members.delete(network.id);
    network.names.delete(member.endpoint.endpointId);
    try {
      await network.driver.disconnect(op, member.endpoint, options);
    } finally {
      network.endpoints.delete(member.endpoint.endpointId);
      this.#options.moved("disconnect", network);
    }
  }

  /** The ports that are published now, taken from whom they are published by. */
  async #takePorts(op: Op) {
    const owner = this.#memberNamed(portOwner(this.#gateways));
    if (owner === undefined) return undefined;
    const ports = samePorts(owner.endpoint.publications);
    const endpoint = await owner.network.driver.unpublish(op, owner.endpoint);
    this.#enter({ ...owner, endpoint });
    return ports;
  }

  #routeSteps(state: NetworkState, family: "ipv4" | "ipv6"): NetworkStep[] {
    const own = this.#memberNamed(this.#gateways[family])?.endpoint.address?.[family];
    const at = state.addresses.find(({ address }) => address === own?.address);
    const link = state.links.find(({ index }) => index === at?.linkIndex)?.name;
    if (own === undefined || own.gateway === "" || link === undefined) return [];
    return [{ do: "add-default-route", link, gateway: own.gateway }];
  }

  #chooseGateways(): GatewayChoice {
    return chooseGateways(this.memberships.map(candidateOf));
  }

  #memberNamed(name: string | undefined): Membership | undefined {
    return this.memberships.find(({ network }) => network.name === name);
  }

  #serveNames(op: Op, fresh: boolean): Promise<void> {
    return this.#names.serve(op, { netns: this.#netns, fresh, upstreams: this.#request.upstreams ?? [] });
  }

  get #netns(): number | undefined {
    return this.#options.netns?.fd;
  }
}

function addressIn(address: EndpointAddress | undefined): string | undefined {
  return (address?.ipv4 ?? address?.ipv6)?.address;
}
