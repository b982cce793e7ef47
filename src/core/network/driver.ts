import type { Op } from "#base/op.ts";
import type { Fd } from "../runtime/contract.ts";
import type { NetworkLink } from "./contract.ts";
import type { GatewayChoice } from "./gateway-choice.ts";
import type { Publication, PublicationInput } from "./publication.ts";
import type { SubnetRecord } from "./record.ts";

/**
 * One network. An *endpoint* is what one container has in it. Calls about one container never overlap; those about
 * different containers do. `recover` comes first, once.
 */
export interface NetworkDriver {
  /** `bridge`, `host`, `null`: what inspect calls Driver. */
  readonly type: string;

  /** Makes what the network needs and takes over the endpoints of running containers; what is of nobody goes. */
  recover(op: Op, running: readonly RunningEndpoint[]): Promise<void>;

  /** Connects a namespace (borrowed). @throws in Docker's words; nothing is left then. */
  connect(op: Op, request: EndpointRequest): Promise<Endpoint>;

  /**
   * Takes an endpoint away. Where the container lives on, `live`, its interface is gone at the end.
   * Goes on after a failure, and throws what failed at the end.
   */
  disconnect(op: Op, endpoint: Endpoint, options: { readonly live: boolean }): Promise<void>;

  /** Publishes ports of an endpoint that has none published. @throws in Docker's words; nothing is published then. */
  publish(op: Op, endpoint: Endpoint, ports: PublicationInput): Promise<Endpoint>;

  /** Ends the publication of an endpoint's ports. */
  unpublish(op: Op, endpoint: Endpoint): Promise<Endpoint>;

  /**
   * Publishes ports of an endpoint that has none published, in the place of another endpoint, which has none afterwards.
   * Whoever connects to a port that both publish reaches one or the other; connections that there are stay.
   * @throws in Docker's words; nothing has changed then
   */
  takeOver(op: Op, endpoint: Endpoint, ports: PublicationInput, giver: GivingEndpoint): Promise<Endpoint>;

  /** A container that is connected is not linked to another any more. */
  unlink(op: Op, link: Pick<NetworkLink, "from" | "to">): Promise<void>;

  /** Takes away what `recover` has made. Nothing is connected any more. No error when nothing is there. */
  remove(op: Op): Promise<void>;

  /** What inspect shows of the network, and what its containers need to know. */
  facts(): NetworkFacts;
}

export interface EndpointRequest {
  readonly endpointId: string;
  readonly containerId: string;
  readonly containerName: string;
  /** Undefined only for networks that need none. */
  readonly netns: Fd | undefined;
  readonly interfaceName: string;
  /** Which of the container's default routes lead here. */
  readonly defaultRoutes: { readonly ipv4: boolean; readonly ipv6: boolean };
  readonly hardwareAddress?: string;
  /** The addresses that are asked for; others are chosen. */
  readonly ipv4?: string;
  readonly ipv6?: string;
  /** More addresses of the interface, which nobody else is told of. */
  readonly linkLocal: readonly string[];
  /** Settings of the interface, paths below /proc/sys. */
  readonly sysctls: readonly { readonly key: string; readonly value: string }[];
  /** Undefined: its ports are published elsewhere, or nowhere. */
  readonly ports: PublicationInput | undefined;
  /** Links that its container is an end of. The other ends need not be connected. */
  readonly links?: readonly NetworkLink[] | undefined;
}

export interface Endpoint {
  readonly endpointId: string;
  readonly containerId: string;
  readonly containerName: string;
  readonly address: EndpointAddress | undefined;
  readonly publications: readonly Publication[];
}

/** An endpoint of this network or of another, whose ports are taken over. */
export interface GivingEndpoint {
  readonly network: NetworkDriver;
  readonly endpoint: Endpoint;
}

export interface EndpointAddress {
  readonly hardwareAddress: string;
  readonly ipv4?: FamilyAddress | undefined;
  readonly ipv6?: FamilyAddress | undefined;
}

export interface FamilyAddress {
  readonly address: string;
  readonly prefixLength: number;
  /** Empty where the network leads nowhere. */
  readonly gateway: string;
}

export interface RunningEndpoint extends Endpoint {
  /** A process in the namespace. */
  readonly pid: number;
  readonly links?: readonly NetworkLink[] | undefined;
}

export interface NetworkFacts {
  readonly subnets: readonly SubnetRecord[] | null;
  readonly options: Readonly<Record<string, string>>;
  /** The families in which the network leads out. */
  readonly leadsOut: { readonly [Family in keyof GatewayChoice]: boolean };
  /** What its interfaces in containers are called, before their number. */
  readonly interfacePrefix: string;
}

/** Facts of networks without addresses. */
export const factsOfNothing: NetworkFacts = {
  subnets: null,
  options: {},
  leadsOut: { ipv4: false, ipv6: false },
  interfacePrefix: "eth",
};
