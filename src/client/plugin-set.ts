import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { pluginSegment } from "./plugin-segment.ts";

/** Changes settings, each `KEY=VALUE`. */
export async function pluginSet(op: Op, client: Client, name: string, settings: readonly string[]): Promise<void> {
  await client.done(op, "POST", `/plugins/${pluginSegment(name)}/set`, { json: settings });
}
