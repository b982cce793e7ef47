import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";

export async function swarmUnlock(op: Op, client: Client, key: string): Promise<void> {
  await client.done(op, "POST", "/swarm/unlock", { json: { UnlockKey: key } });
}
