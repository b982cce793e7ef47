import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export async function networkRemove(op: Op, client: Client, ref: string): Promise<void> {
  await client.done(op, "DELETE", `/networks/${segment(ref, "network")}`);
}
