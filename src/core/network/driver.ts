import type { PortMap } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Fd } from "../runtime/contract.ts";
import type { Publication } from "./publication.ts";

/**
 * One kind of network. An *endpoint* is what one container has in it. `connect` and `disconnect` of one container never
 * overlap; those of different containers do. `recover` comes first, once.
 */
export interface NetworkDriver {
  /** `bridge`, `host`, `null`: what inspect calls Driver. */
  readonly type: string;

  /** Makes what the network needs and takes over the endpoints of running containers; what is of nobody goes. */
  recover(op: Op, running: readonly RunningEndpoint[]): Promise<void>;

  /** Connects a namespace (borrowed). @throws in Docker's words; nothing is left then. */
  connect(op: Op, request: EndpointRequest): Promise<Endpoint>;

  /** Goes on after a failure, and throws what failed at the end. */
  disconnect(op: Op, endpoint: Endpoint): Promise<void>;

  /** What inspect shows of the network. */
  facts(): NetworkFacts;
}

export interface EndpointRequest {
  readonly endpointId: string;
  readonly containerId: string;
  readonly containerName: string;
  /** Undefined only for networks that need none. */
  readonly netns: Fd | undefined;
  readonly hardwareAddress?: string;
  readonly exposedPorts: readonly string[];
  readonly portBindings: PortMap;
  readonly publishAllPorts: boolean;
}

export interface Endpoint {
  readonly endpointId: string;
  readonly containerId: string;
  readonly containerName: string;
  readonly address: EndpointAddress | undefined;
  readonly publications: readonly Publication[];
}

export interface EndpointAddress {
  readonly address: string;
  readonly prefixLength: number;
  readonly gateway: string;
  readonly hardwareAddress: string;
}

export interface RunningEndpoint extends Endpoint {
  /** A process in the namespace. */
  readonly pid: number;
}

export interface NetworkFacts {
  readonly subnets: readonly { readonly subnet: string; readonly gateway: string }[] | null;
  readonly options: Readonly<Record<string, string>>;
}
