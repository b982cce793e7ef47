import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import type { RawStream } from "./transport.ts";

/** A bare connection to the engine, for a program that speaks HTTP itself. @throws Error in the system's words */
export function rawStream(op: Op, client: Client): Promise<RawStream> {
  return client.open(op);
}
