import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export interface CheckpointOptions {
  readonly CheckpointID: string;
  /** Empty: the engine's own folder. */
  readonly CheckpointDir: string;
  /** Whether the container ends. */
  readonly Exit: boolean;
}

export async function checkpointCreate(
  op: Op,
  client: Client,
  container: string,
  options: CheckpointOptions,
): Promise<void> {
  await client.done(op, "POST", `/containers/${segment(container)}/checkpoints`, { json: options });
}
