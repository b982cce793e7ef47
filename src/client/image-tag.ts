import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { imagePath } from "./path.ts";

/** Gives an image another name. */
export async function imageTag(
  op: Op,
  client: Client,
  source: string,
  target: { readonly repo: string; readonly tag: string },
): Promise<void> {
  await client.done(op, "POST", `/images/${imagePath(source)}/tag`, {
    query: { repo: target.repo, tag: target.tag || undefined },
  });
}
