import type { Digest } from "#base/digest.ts";
import type { LayerSource } from "#core/snapshot/contract.ts";
import { unusablePacking, wrongDiffId } from "#core/snapshot/errors.ts";
import type { ImageContext } from "./dependencies.ts";
import { compressionOf } from "./documents.ts";
import type { PlatformImage } from "./records.ts";

/** What the snapshotter needs of an image's layers, bottom first. @throws invalid-argument */
export async function layerSources(context: ImageContext, image: PlatformImage): Promise<LayerSource[]> {
  const sources: LayerSource[] = [];
  for (const [index, layer] of image.layers.entries()) {
    const chainId = image.chainIds[index];
    const diffId = image.imageConfig.rootfs?.diff_ids[index];
    if (chainId === undefined || diffId === undefined) throw new TypeError("a layer without a diff id");
    const blobPath = context.content.pathOf(layer.digest);
    const compression = await compressionOf(blobPath);
    if (compression === "xz" || compression === "bzip2") {
      throw unusablePacking(layer.digest, compression);
    }
    if (compression === "none" && layer.digest !== diffId) throw wrongDiffId(layer.digest, diffId);
    const trusted = compression === "none" || isKnownPair(context, layer.digest, diffId);
    sources.push({ chainId, parent: image.chainIds[index - 1], diffId, blob: layer.digest, blobPath, trusted });
  }
  return sources;
}

/** Whether an image that was checked before has this blob for this diff id. */
function isKnownPair(context: ImageContext, blob: Digest, diffId: Digest): boolean {
  for (const { manifests } of context.table.images()) {
    for (const { image } of manifests) {
      const unpacked = image?.chainIds.every((chainId) => context.snapshots.hasLayer(chainId)) ?? false;
      const at = unpacked ? image?.layers.findIndex(({ digest }) => digest === blob) : undefined;
      if (at !== undefined && at >= 0 && image?.imageConfig.rootfs?.diff_ids[at] === diffId) return true;
    }
  }
  return false;
}
