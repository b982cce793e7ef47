import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export interface ContainerRemoveOptions {
  readonly force?: boolean;
  /** Also its anonymous volumes. */
  readonly volumes?: boolean;
  /** `ref` is `container/alias`: remove the link only. */
  readonly link?: boolean;
}

export async function containerRemove(
  op: Op,
  client: Client,
  ref: string,
  options: ContainerRemoveOptions = {},
): Promise<void> {
  const query = { v: options.volumes, link: options.link, force: options.force };
  await client.done(op, "DELETE", `/containers/${segment(ref)}`, { query });
}
