import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export async function containerRename(op: Op, client: Client, ref: string, options: { readonly name: string }) {
  await client.done(op, "POST", `/containers/${segment(ref)}/rename`, { query: { name: options.name } });
}
