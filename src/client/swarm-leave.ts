import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";

export async function swarmLeave(op: Op, client: Client, options: { readonly force: boolean }): Promise<void> {
  await client.done(op, "POST", "/swarm/leave", { query: { force: options.force } });
}
