import type { ImageLogEntry, ImageRollbackResponse } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { imagePath } from "./path.ts";

/** What a name stands for now, and stood for before, newest first. */
export function imageLog(op: Op, client: Client, name: string): Promise<ImageLogEntry[]> {
  return client.json(op, "GET", `/images/${imagePath(name)}/log`);
}

/** Gives a name the image that it stood for `to` moves ago (1 where it is not said). */
export function imageRollback(
  op: Op,
  client: Client,
  name: string,
  options: { readonly to?: number } = {},
): Promise<ImageRollbackResponse> {
  const query = { to: options.to === undefined ? undefined : String(options.to) };
  return client.json(op, "POST", `/images/${imagePath(name)}/rollback`, { query });
}
