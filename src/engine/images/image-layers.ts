import type { Digest } from "#base/digest.ts";
import type { ResolvedImage } from "#core/image/contract.ts";
import { noSuchImage } from "#core/image/errors.ts";
import type { ImageTable } from "./image-table.ts";

/** A layer of an image, by all its names. */
export interface ImageLayer {
  readonly chainId: Digest;
  readonly diffId: Digest;
  readonly blob: Digest;
}

/** The layers of an image, bottom first. @throws not-found when it was removed meanwhile */
export function imageLayers(table: ImageTable, image: ResolvedImage): ImageLayer[] {
  const manifests = table.image(image.id)?.manifests ?? [];
  const found = manifests.find(({ descriptor }) => descriptor.digest === image.manifestDigest)?.image;
  if (found === undefined) throw noSuchImage(image.id);
  const diffIds = found.imageConfig.rootfs?.diff_ids ?? [];
  return found.chainIds.flatMap((chainId, at) => {
    const [diffId, blob] = [diffIds[at], found.layers[at]?.digest];
    return diffId === undefined || blob === undefined ? [] : [{ chainId, diffId: diffId as Digest, blob }];
  });
}
