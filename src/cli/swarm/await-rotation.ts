import { setTimeout as sleep } from "node:timers/promises";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { swarmInspect } from "#client/swarm-inspect.ts";

const pauseMs = 200;

/** Waits until all nodes of a swarm have certificates of its root CA. */
export async function awaitRotation(op: Op, client: Client): Promise<void> {
  while ((await swarmInspect(op, client)).RootRotationInProgress) {
    await sleep(pauseMs, undefined, { signal: op.signal });
  }
}
