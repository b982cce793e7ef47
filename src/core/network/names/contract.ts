import type { Op } from "#base/op.ts";
import type { Fd } from "../../runtime/contract.ts";
import type { Upstream } from "../contract.ts";
import type { NetworkNames } from "./answer.ts";

/** Where containers of user-defined networks ask for names: 127.0.0.11 of their own namespace. */
export interface NameServers {
  /** Serves a namespace (borrowed until `close`). */
  open(op: Op, options: NameServerOptions): Promise<NameServer>;
}

export interface NameServerOptions {
  readonly netns: Fd;
  /** Whether the namespace is new: in any other there may have been a name server before. */
  readonly fresh: boolean;
  readonly upstreams: readonly Upstream[];
  /** The container's networks, in the order in which they are asked; read for each question. */
  readonly networks: () => readonly NetworkNames[];
  /** Whether what the networks do not know may be asked outside; read for each question. */
  readonly forwards: () => boolean;
}

export interface NameServer {
  /** Ends it; what is under way gets no answer. */
  close(): void;
}
