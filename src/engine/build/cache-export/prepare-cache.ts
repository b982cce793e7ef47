import type { Digest } from "#base/digest.ts";
import { messageOf } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { PackedStep } from "#core/build/cache/cache-config.ts";
import type { CacheLayer } from "#core/build/cache/cache-layer.ts";
import type { ExportableStep } from "#core/build/exporter.ts";
import type { LayerPacker } from "../export/layer-packer.ts";

/** A cache whose layers are blobs of the content store. */
export interface PreparedCache {
  readonly steps: readonly PackedStep[];
  /** Each blob once, in the order in which steps need them. */
  readonly layers: readonly CacheLayer[];
}

/** Packs what the steps gave. One whose layers are not all here (a base image that was removed meanwhile) is left out. Within `holding`. */
export async function prepareCache(
  op: Op,
  packer: LayerPacker,
  steps: readonly ExportableStep[],
): Promise<PreparedCache> {
  const packed: PackedStep[] = [];
  const layers = new Map<Digest, CacheLayer>();
  for (const { keys, identity, createdAt, tree } of steps) {
    if (identity === undefined) continue;
    const blobs = await packer.pack(op, tree).catch((error: unknown) => {
      if (op.signal.aborted) throw error;
      op.log.warn("a step was left out of a cache", { error: messageOf(error) });
      return undefined;
    });
    if (blobs === undefined) continue;
    for (const blob of blobs) layers.set(blob.descriptor.digest, blob);
    packed.push({ keys, identity, createdAt, layers: blobs.map(({ descriptor }) => descriptor.digest) });
  }
  return { steps: packed, layers: [...layers.values()] };
}
