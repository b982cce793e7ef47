import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import type { HijackedStream } from "./transport.ts";

/** A connection on which the engine's builder speaks BuildKit's gRPC: HTTP/2, begun by the caller. */
export function buildGrpc(op: Op, client: Client): Promise<HijackedStream> {
  return client.hijack(op, "/grpc", { headers: { Upgrade: "h2c" } });
}
