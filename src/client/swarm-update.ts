import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import type { Swarm, SwarmSpec } from "./swarm-types.ts";

/** What gets a new value besides. */
export interface Rotations {
  readonly workerToken?: boolean;
  readonly managerToken?: boolean;
  readonly unlockKey?: boolean;
}

/** Gives a swarm, as it was read, another spec. */
export async function swarmUpdate(
  op: Op,
  client: Client,
  swarm: Swarm,
  { spec, workerToken = false, managerToken = false, unlockKey = false }: Rotations & { readonly spec: SwarmSpec },
): Promise<void> {
  const query = {
    version: swarm.Version.Index,
    rotateWorkerToken: String(workerToken),
    rotateManagerToken: String(managerToken),
    rotateManagerUnlockKey: String(unlockKey),
  };
  await client.done(op, "POST", "/swarm/update", { query, json: spec });
}
