import type { Op } from "#base/op.ts";
import type { TreeChange } from "#core/files/contract.ts";
import type { ContainerEntry } from "../container-entry.ts";
import type { ContainerContext } from "../dependencies.ts";

/** `GET /containers/{id}/changes`: what differs from the image. */
export async function changesOf(op: Op, context: ContainerContext, entry: ContainerEntry): Promise<TreeChange[]> {
  const { upper, lowers } = context.snapshots.overlayOf(entry.id);
  if (upper === undefined) throw new TypeError("a container without a writable tree");
  return await context.files.changes(op, { upper, lowers: [context.initLayer, ...lowers] });
}
