import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import type { HijackedStream } from "./transport.ts";

/** The connection on which a build and its engine ask each other in frames (docs/build.md). */
export function buildSolve(op: Op, client: Client): Promise<HijackedStream> {
  return client.hijack(op, "/build/solve");
}
