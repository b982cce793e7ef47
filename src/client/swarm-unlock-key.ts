import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";

/** The key that unlocks a manager when it starts again; empty where none is needed. */
export async function swarmUnlockKey(op: Op, client: Client): Promise<string> {
  const { UnlockKey = "" } = await client.json<{ readonly UnlockKey?: string }>(op, "GET", "/swarm/unlockkey");
  return UnlockKey;
}
