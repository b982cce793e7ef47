import type {
  EndpointSettings,
  NetworkCreateRequest,
  NetworkCreateResponse,
  NetworkInspect,
  NetworkPruneReport,
} from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Filters } from "#formats/filters.ts";

/** What the network routes need of an engine. */
export interface NetworkBackend {
  list(op: Op, filters: Filters): Promise<NetworkInspect[]>;
  inspect(op: Op, ref: string, options: { readonly verbose: boolean; readonly scope: string }): Promise<NetworkInspect>;
  create(op: Op, request: NetworkCreateRequest): Promise<NetworkCreateResponse>;
  remove(op: Op, ref: string): Promise<void>;
  prune(op: Op, filters: Filters): Promise<NetworkPruneReport>;
}

/** What they need of the containers, whose networks they change. */
export interface ConnectBackend {
  connectNetwork(
    op: Op,
    request: {
      readonly network: string;
      readonly container: string;
      readonly endpoint: EndpointSettings | undefined;
    },
  ): Promise<void>;
  disconnectNetwork(
    op: Op,
    request: { readonly network: string; readonly container: string; readonly force: boolean },
  ): Promise<void>;
}
