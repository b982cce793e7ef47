import type { Volume } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export function volumeInspect(op: Op, client: Client, name: string): Promise<Volume> {
  return client.json(op, "GET", `/volumes/${segment(name, "volume")}`);
}
