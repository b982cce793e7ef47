import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { pluginSegment } from "./plugin-segment.ts";

export async function pluginDisable(
  op: Op,
  client: Client,
  name: string,
  options: { readonly force: boolean },
): Promise<void> {
  await client.done(op, "POST", `/plugins/${pluginSegment(name)}/disable`, { query: { force: options.force } });
}
