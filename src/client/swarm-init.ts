import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";

/** Begins a swarm; gives the id of the node that this makes. */
export function swarmInit(op: Op, client: Client, request: object): Promise<string> {
  return client.json(op, "POST", "/swarm/init", { json: request });
}
