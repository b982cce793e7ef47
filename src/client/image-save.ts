import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { imagePath } from "./path.ts";

export interface ImageSaveOptions {
  /** JSON of OCI platforms; none: all that are there. */
  readonly platforms?: readonly string[];
}

/** Images as one tar archive, which is a docker archive and an OCI layout. */
export async function imageSave(
  op: Op,
  client: Client,
  refs: readonly string[],
  options: ImageSaveOptions = {},
): Promise<AsyncIterable<Uint8Array>> {
  const query = { names: refs, platform: options.platforms };
  return (await client.call(op, "GET", "/images/get", { query })).body;
}

/** One image, by the path that names it. */
export async function imageSaveOne(
  op: Op,
  client: Client,
  ref: string,
  options: ImageSaveOptions = {},
): Promise<AsyncIterable<Uint8Array>> {
  const query = { platform: options.platforms };
  return (await client.call(op, "GET", `/images/${imagePath(ref)}/get`, { query })).body;
}
