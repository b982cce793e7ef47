import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";

export async function swarmJoin(op: Op, client: Client, request: object): Promise<void> {
  await client.done(op, "POST", "/swarm/join", { json: request });
}
