import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export interface ContainerStopOptions {
  /** Instead of the container's own stop signal. */
  readonly signal?: string;
  /** Seconds of grace before KILL; -1 waits for ever, undefined is the container's own. */
  readonly timeoutS?: number;
}

export async function containerStop(
  op: Op,
  client: Client,
  ref: string,
  options: ContainerStopOptions = {},
): Promise<void> {
  const query = { signal: options.signal || undefined, t: options.timeoutS };
  await client.done(op, "POST", `/containers/${segment(ref)}/stop`, { query });
}
