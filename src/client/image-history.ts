import type { ImageHistoryItem } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { imagePath } from "./path.ts";

/** The steps that made an image, newest first. `platform` is the JSON of an OCI platform. */
export function imageHistory(
  op: Op,
  client: Client,
  ref: string,
  options: { readonly platform?: string } = {},
): Promise<ImageHistoryItem[]> {
  const query = { platform: options.platform || undefined };
  return client.json(op, "GET", `/images/${imagePath(ref)}/history`, { query });
}
