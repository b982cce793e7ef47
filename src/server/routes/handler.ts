import type { Op } from "#base/op.ts";
import type { Backends } from "../backends.ts";
import type { Exchange } from "../exchange.ts";
import type { HijackRequest, HijackTools } from "../hijack.ts";

/** What a handler may use besides the request. */
export interface RouteTools extends HijackTools {
  readonly backends: Backends;
}

/** Answers one request. What it throws is answered by the server. */
export type Handler = (exchange: Exchange, tools: RouteTools) => Promise<void> | void;

/** A handler that takes the connection over. It must do so before it first waits, but for what its kind says. */
export interface HijackHandler {
  /**
   * `attach`: the request has no body, and errors are said in the stream. `exec`: a JSON body comes first. `websocket`: there
   * is no body, and errors are answered like those of other requests. `connection`: the same, and the connection itself is
   * taken, not its descriptor, so that it may wait first.
   */
  readonly kind: "attach" | "exec" | "websocket" | "connection";
  /** @returns whether the connection is taken; otherwise the answer is an empty 200, once the promise has resolved */
  readonly run: (
    hijack: HijackRequest & { readonly body: string; readonly lasting: Op },
    tools: HijackContext,
  ) => Promise<"taken" | "done"> | "taken";
}

export interface HijackContext extends RouteTools {
  readonly subject: string;
  readonly query: string;
}
