import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export function checkpointList(
  op: Op,
  client: Client,
  container: string,
  options: { readonly dir: string },
): Promise<ReadonlyArray<{ readonly Name: string }> | null> {
  const query = { dir: options.dir || undefined };
  return client.json(op, "GET", `/containers/${segment(container)}/checkpoints`, { query });
}
