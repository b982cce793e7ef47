import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export async function containerPause(op: Op, client: Client, ref: string): Promise<void> {
  await client.done(op, "POST", `/containers/${segment(ref)}/pause`);
}
