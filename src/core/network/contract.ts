import type { EndpointSettings, PortMap } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Fd } from "../runtime/contract.ts";

/**
 * Networking of containers, seen by the container service.
 *
 * Vocabulary. A *sandbox* is a network namespace with its addresses: a noun of its own, which one or more containers join.
 * A *lease* is what a running container holds of the networks: addresses, published ports, firewall entries.
 * No namespace is kept by a mount: it lives as long as a process or a descriptor holds it, so a crash leaves none.
 */
export interface ContainerNetworks {
  /**
   * Makes the bridge, the firewall's base, and adopts the leases of containers that run already;
   * what belongs to no running container is removed.
   */
  recover(op: Op, running: readonly RunningLease[]): Promise<void>;

  /** Checks the request against what exists, as create does. @throws invalid-argument · not-found */
  validate(request: NetworkRequest): void;

  /**
   * Makes the sandbox of a container that is about to start: namespace, loopback up, addresses, routes, ports.
   * @throws what Docker throws, such as `… port is already allocated`; nothing is left then.
   */
  acquire(op: Op, request: NetworkRequest): Promise<NetworkLease>;

  /**
   * Connects a container that runs to one more network, and says what it has then.
   * @throws not-found · forbidden when it is in it already · what Docker throws; nothing is changed then
   */
  attach(op: Op, change: EndpointChange): Promise<NetworkLeaseSettings>;

  /** Takes a container that runs out of a network, and says what it has then. @throws not-found */
  detach(op: Op, containerId: string, network: string): Promise<NetworkLeaseSettings>;

  /** A container that runs is not linked to another any more. No error where it was not. */
  unlink(op: Op, link: Pick<NetworkLink, "from" | "to">): Promise<void>;

  /**
   * What of the ports that `taker` would take over is reached where: for each TCP port that `giver` publishes now, and that
   * `taker` would publish in its place.
   */
  sharedPorts(taker: string, giver: string): readonly SharedPort[];

  /**
   * A container that stands by comes to the place of another: it publishes its ports and has its names, and the other stands
   * by from then on. Both run. @throws conflict · what Docker throws; nothing has changed then
   */
  takeOver(op: Op, taker: string, giver: string): Promise<{ taker: NetworkLeaseSettings; giver: NetworkLeaseSettings }>;

  /** A container has another name from now on. What it has then; undefined when it holds nothing. */
  renamed(containerId: string, name: string): NetworkLeaseSettings | undefined;

  /** The network that a name, id or prefix stands for. @throws not-found · invalid-argument */
  find(ref: string): FoundNetwork;

  /** Checks what a container asks of one network. @throws invalid-argument in Docker's words */
  checkEndpoint(network: string, asked: Partial<EndpointSettings>): void;

  /** The id of a network by its name, id, or an unambiguous prefix; undefined when there is none. From memory. */
  idOf(ref: string): string | undefined;

  /** Takes down what `acquire` made. Goes on after a failure. No error when nothing is there. */
  release(op: Op, containerId: string): Promise<void>;
}

export interface NetworkRequest {
  readonly containerId: string;
  readonly containerName: string;
  readonly hostname: string;
  /** `HostConfig.NetworkMode`, with `default` already replaced by `bridge`. */
  readonly networkMode: string;
  /** It was taken out of all networks: it has a namespace, and nothing in it. */
  readonly nowhere?: boolean;
  /** By network name, as in `NetworkingConfig.EndpointsConfig`; none: that of the mode alone. */
  readonly endpoints: Readonly<Record<string, EndpointSettings>>;
  /** `80/tcp` and the like: `Config.ExposedPorts` and the keys of PortBindings. */
  readonly exposedPorts: readonly string[];
  readonly portBindings: PortMap;
  readonly publishAllPorts: boolean;
  readonly sysctls: Readonly<Record<string, string>>;
  /** Where its name server asks for names that its networks do not know. */
  readonly upstreams?: readonly Upstream[];
  /** Links on the default bridge that it is an end of. */
  readonly links?: readonly NetworkLink[];
  /** It is no container that anybody has asked for, but the step of a build: there are no events of it. */
  readonly quiet?: boolean;
  /** It publishes no ports and has none of its aliases, as another container is in its place. */
  readonly standby?: boolean;
  /** The first process of the container whose network is joined, for `container:ID`. */
  readonly joinedPid?: number;
}

/** A TCP port in the network of two containers of which one is to take the other's place. */
export interface SharedPort {
  /** `80/tcp` of the taker. */
  readonly key: string;
  readonly taker: { readonly address: string; readonly port: number };
  readonly giver: { readonly address: string; readonly port: number };
}

/** A container may ask another for ports, also where the containers of a network may not talk to each other. */
export interface NetworkLink {
  /** Ids of containers, which need not be connected. */
  readonly from: string;
  readonly to: string;
  /** `80/tcp` and the like. */
  readonly ports: readonly string[];
}

/** A name server outside. */
export interface Upstream {
  readonly address: string;
  /** Only the host reaches it: it is asked from there, not from the container's namespace. */
  readonly fromHost: boolean;
}

export interface FoundNetwork {
  readonly id: string;
  readonly name: string;
  /** `bridge`, `host`, `null`. */
  readonly driver: string;
  /** Containers in it have names. */
  readonly userDefined: boolean;
}

export interface EndpointChange {
  readonly containerId: string;
  readonly network: string;
  readonly asked: EndpointSettings;
  /** As in `NetworkRequest`. */
  readonly links?: readonly NetworkLink[];
}

export interface NetworkLease {
  /** The namespace to join; undefined: the host's. The caller closes it. */
  readonly netns: Fd | undefined;
  /** What inspect shows under `NetworkSettings`. */
  readonly settings: NetworkLeaseSettings;
}

export interface NetworkLeaseSettings {
  readonly sandboxId: string;
  readonly sandboxKey: string;
  readonly ports: PortMap;
  readonly networks: Readonly<Record<string, EndpointSettings>>;
  /** Addresses for `/etc/hosts` of the container's own name. */
  readonly hostAddresses: readonly string[];
  /** Address that `host-gateway` stands for; two, of both families, with a comma between. */
  readonly hostGateway: string;
}

export interface RunningLease {
  readonly containerId: string;
  readonly containerName: string;
  readonly pid: number;
  readonly request: NetworkRequest;
  readonly settings: NetworkLeaseSettings;
}
