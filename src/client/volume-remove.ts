import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export async function volumeRemove(
  op: Op,
  client: Client,
  name: string,
  options: { readonly force?: boolean } = {},
): Promise<void> {
  await client.done(op, "DELETE", `/volumes/${segment(name, "volume")}`, { query: { force: options.force } });
}
