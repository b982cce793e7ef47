import type { Digest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";
import { chainIds } from "#formats/oci/chain-id.ts";
import type { Descriptor, ImageConfig } from "#formats/oci/image.ts";
import type { TreeLayer } from "../tree.ts";

/** The layers of an image by its documents. @throws invalid-argument where these say different things */
export function treeLayers({ rootfs }: ImageConfig, layers: readonly Descriptor[]): TreeLayer[] {
  const diffIds = rootfs?.diff_ids ?? [];
  if (diffIds.length !== layers.length)
    throw new EngineError("invalid-argument", `mismatched image rootfs and manifest layers`);
  const chain = chainIds(diffIds);
  return layers.map(({ digest }, at) => ({
    of: "image",
    chainId: chain[at] as Digest,
    diffId: diffIds[at] as Digest,
    blob: digest,
  }));
}
