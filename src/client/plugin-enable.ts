import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { pluginSegment } from "./plugin-segment.ts";

export async function pluginEnable(
  op: Op,
  client: Client,
  name: string,
  options: { readonly timeoutS: number },
): Promise<void> {
  await client.done(op, "POST", `/plugins/${pluginSegment(name)}/enable`, { query: { timeout: options.timeoutS } });
}
