import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import type { Swarm } from "./swarm-types.ts";

export function swarmInspect(op: Op, client: Client): Promise<Swarm> {
  return client.json(op, "GET", "/swarm");
}
