import type { ImageDeleteResponseItem } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { imagePath } from "./path.ts";

export interface ImageRemoveOptions {
  readonly force?: boolean;
  /** Keep untagged parents. */
  readonly noPrune?: boolean;
  /** JSON of OCI platforms. */
  readonly platforms?: readonly string[];
}

export function imageRemove(
  op: Op,
  client: Client,
  ref: string,
  options: ImageRemoveOptions = {},
): Promise<ImageDeleteResponseItem[]> {
  const query = { force: options.force, noprune: options.noPrune, platforms: options.platforms };
  return client.json(op, "DELETE", `/images/${imagePath(ref)}`, { query });
}
