import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";

/** Bytes that the container wrote, and those with its image. Walks the writable tree. */
export async function sizesOf(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
): Promise<{ readonly rw: number; readonly rootFs: number }> {
  const sizeBytes = await writtenBytes(op, context, entry);
  const { chainId } = entry.record.image;
  const image = chainId === undefined ? 0 : context.images.sizeOfChain(chainId);
  return { rw: sizeBytes, rootFs: sizeBytes + image };
}

/** None of a container that is removed meanwhile. */
async function writtenBytes(op: Op, context: ContainerContext, entry: ContainerEntry): Promise<number> {
  try {
    return (await context.snapshots.usageOfWritable(op, entry.id)).sizeBytes;
  } catch (error) {
    if (isEngineError(error, "not-found")) return 0;
    throw error;
  }
}
