import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export interface ContainerStartOptions {
  readonly checkpoint?: string;
  readonly checkpointDir?: string;
  /** Gantry's own: without published ports and aliases, until it takes over. */
  readonly standby?: boolean;
  /** Gantry's own: also in the ipc and uts namespaces of the container whose pid namespace it joins. */
  readonly toolbox?: boolean;
}

export async function containerStart(
  op: Op,
  client: Client,
  ref: string,
  options: ContainerStartOptions = {},
): Promise<void> {
  const query = {
    checkpoint: options.checkpoint || undefined,
    "checkpoint-dir": options.checkpointDir || undefined,
    standby: options.standby === true ? "1" : undefined,
    toolbox: options.toolbox === true ? "1" : undefined,
  };
  await client.done(op, "POST", `/containers/${segment(ref)}/start`, { query });
}
