import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export interface ContainerTakeoverOptions {
  /** The container whose place it takes: id, prefix of one, or name. */
  readonly from: string;
  /** Seconds until it has to answer where the other does; the engine's 60 where it is left out. */
  readonly readyS?: number;
  /** Seconds that connections of the other are waited for; the engine's 10 where it is left out. */
  readonly drainS?: number;
}

/** Gantry's own: a container that was started as a standby publishes its ports in the place of another. */
export async function containerTakeover(
  op: Op,
  client: Client,
  ref: string,
  { from, readyS, drainS }: ContainerTakeoverOptions,
): Promise<void> {
  const query = { from, ready: readyS, drain: drainS };
  await client.done(op, "POST", `/containers/${segment(ref)}/takeover`, { query });
}
