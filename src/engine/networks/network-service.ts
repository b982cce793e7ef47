import { randomBytes } from "node:crypto";
import { openSync } from "node:fs";
import type { EndpointSettings, NetworkInspect } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { EventSink } from "#core/events/contract.ts";
import type { NetworkConfig } from "#core/network/config.ts";
import type { ContainerNetworks, NetworkLease, NetworkRequest, RunningLease } from "#core/network/contract.ts";
import type { Endpoint, RunningEndpoint } from "#core/network/driver.ts";
import { checkBuiltinEndpoint } from "#core/network/endpoint-check.ts";
import { networkingFailed, networkNotFound } from "#core/network/errors.ts";
import { checkPortBindings, portMapOf, publicationsIn } from "#core/network/publication.ts";
import type { Filters } from "#formats/filters.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import type { Kernel } from "#sys/kernel/contract.ts";
import { findNetwork, type Network } from "./builtin-networks.ts";
import { networkFilter } from "./network-filter.ts";
import { endpointSettings, inspectView } from "./network-view.ts";

const joinPrefix = "container:";

interface Lease {
  readonly network: Network;
  readonly endpoint: Endpoint;
}

export interface NetworkServiceOptions {
  readonly kernel: Kernel;
  readonly config: NetworkConfig;
  readonly networks: readonly Network[];
  /** The address that `host-gateway` stands for; read when it is needed. */
  readonly hostGateway: () => string;
  readonly events: EventSink;
}

/** Leases of containers in the built-in networks, and what the network routes show of them. */
export class NetworkService implements ContainerNetworks {
  readonly #options: NetworkServiceOptions;
  readonly #leases = new Map<string, Lease>();

  constructor(options: NetworkServiceOptions) {
    this.#options = options;
  }

  async recover(op: Op, running: readonly RunningLease[]): Promise<void> {
    for (const network of this.#options.networks) {
      const endpoints = running.flatMap((lease) => runningEndpoints(lease, network));
      await network.driver.recover(op, endpoints);
      for (const endpoint of endpoints) this.#leases.set(endpoint.containerId, { network, endpoint });
    }
  }

  validate(request: NetworkRequest): void {
    checkPortBindings(request.portBindings);
    for (const [name, asked] of Object.entries(request.endpoints)) {
      if (isBuiltin(this.#options.networks, name)) checkBuiltinEndpoint(name, asked);
    }
  }

  idOf(ref: string): string | undefined {
    try {
      return findNetwork(this.#options.networks, ref).id;
    } catch {
      return undefined;
    }
  }

  async acquire(op: Op, request: NetworkRequest): Promise<NetworkLease> {
    try {
      if (request.networkMode.startsWith(joinPrefix)) return this.#join(request);
      return await this.#connect(op, request);
    } catch (error) {
      throw networkingFailed(error);
    }
  }

  async release(op: Op, containerId: string): Promise<void> {
    const lease = this.#leases.get(containerId);
    if (lease === undefined) return;
    this.#leases.delete(containerId);
    try {
      await lease.network.driver.disconnect(op, lease.endpoint);
    } finally {
      this.#emit("disconnect", lease);
    }
  }

  /** The routes' list. @throws invalid-argument for a filter that is none */
  async list(_op: Op, filters: Filters): Promise<NetworkInspect[]> {
    await Promise.resolve();
    return this.#options.networks.filter(networkFilter(filters)).map((network) => inspectView(network, []));
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
    const endpoints = [...this.#leases.values()].filter((lease) => lease.network === network);
    return inspectView(
      network,
      endpoints.map(({ endpoint }) => endpoint),
    );
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
    const network = findNetwork(this.#options.networks, request.networkMode);
    const asked = askedOf(request, network);
    const own = network.driver.type !== "host";
    using netns = own ? new FdHandle(await this.#options.kernel.createNetns(op)) : undefined;
    const { containerId, containerName, exposedPorts, portBindings, publishAllPorts } = request;
    const endpoint = await network.driver.connect(op, {
      endpointId: newHexId(),
      containerId,
      containerName,
      netns: netns?.fd,
      ...(asked.MacAddress ? { hardwareAddress: asked.MacAddress } : {}),
      exposedPorts,
      portBindings,
      publishAllPorts,
    });
    const lease = { network, endpoint };
    this.#leases.set(containerId, lease);
    this.#emit("connect", lease);
    return { netns: netns?.give(), settings: this.#settingsOf(lease, request, asked) };
  }

  #settingsOf(lease: Lease, request: NetworkRequest, asked: Partial<EndpointSettings>): NetworkLease["settings"] {
    const { network, endpoint } = lease;
    const sandboxId = newHexId();
    const sandboxName = network.driver.type === "host" ? "default" : sandboxId.slice(0, 12);
    return {
      sandboxId,
      sandboxKey: `${this.#options.config.execRoot}/netns/${sandboxName}`,
      ports: network.driver.type === "bridge" ? portMapOf(request, endpoint.publications) : {},
      networks: { [network.name]: endpointSettings(network, endpoint, asked) },
      hostAddresses: endpoint.address === undefined ? [] : [endpoint.address.address],
      hostGateway: this.#options.hostGateway(),
    };
  }

  #emit(action: "connect" | "disconnect", { network, endpoint }: Lease): void {
    const attributes = { container: endpoint.containerId, name: network.name, type: network.driver.type };
    this.#options.events.emit({ type: "network", action, actorId: network.id, attributes });
  }
}

/** What the request asks of the one network it is in. @throws not-found when it names others too */
function askedOf(request: NetworkRequest, network: Network): Partial<EndpointSettings> {
  const names = new Set([network.name, network.id, request.networkMode, "default"]);
  const other = Object.keys(request.endpoints).find((name) => !names.has(name));
  if (other !== undefined) throw networkNotFound(other);
  return Object.values(request.endpoints)[0] ?? {};
}

function isBuiltin(networks: readonly Network[], name: string): boolean {
  return name === "default" || networks.some((network) => network.name === name || network.id === name);
}

function runningEndpoints(lease: RunningLease, network: Network): RunningEndpoint[] {
  const settings = lease.settings.networks[network.name];
  if (settings === undefined) return [];
  const { containerId, containerName, pid } = lease;
  const { EndpointID, IPAddress, IPPrefixLen, Gateway, MacAddress } = settings;
  const address =
    IPAddress === ""
      ? undefined
      : { address: IPAddress, prefixLength: IPPrefixLen, gateway: Gateway, hardwareAddress: MacAddress };
  const publications = publicationsIn(lease.settings.ports);
  return [{ endpointId: EndpointID, containerId, containerName, pid, address, publications }];
}

function newHexId(): string {
  return randomBytes(32).toString("hex");
}
