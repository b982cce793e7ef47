import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export async function checkpointRemove(
  op: Op,
  client: Client,
  container: string,
  { name, dir }: { readonly name: string; readonly dir: string },
): Promise<void> {
  const path = `/containers/${segment(container)}/checkpoints/${segment(name)}`;
  await client.done(op, "DELETE", path, { query: { dir: dir || undefined } });
}
