import type { Op } from "#base/op.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";

/** Bytes that the container wrote, and those with its image. Walks the writable tree. */
export async function sizesOf(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
): Promise<{ readonly rw: number; readonly rootFs: number }> {
  const { sizeBytes } = await context.snapshots.usageOfWritable(op, entry.id);
  const { chainId } = entry.record.image;
  const image = chainId === undefined ? 0 : context.images.sizeOfChain(chainId);
  return { rw: sizeBytes, rootFs: sizeBytes + image };
}
