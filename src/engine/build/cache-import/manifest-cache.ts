import type { Digest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { importableSteps } from "#core/build/cache/cache-config.ts";
import type { CacheParts } from "#core/build/cache/cache-manifest.ts";
import type { OpenedCacheSource } from "#core/build/cache/imports.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import type { FetchBlob, LooseLayer } from "../../images/bring-layers.ts";
import type { BuiltImages } from "../../images/built-images.ts";
import { bringMount } from "./bring-mount.ts";

/** The largest config of a cache. */
export const maxCacheConfigBytes = 64 << 20;

/** Where the parts of a cache are. */
export interface CacheBlobs {
  readonly fetch: FetchBlob;
}

export interface ReadManifest {
  /** Of the manifest. */
  readonly digest: Digest;
  readonly parts: CacheParts;
  readonly config: Uint8Array;
}

/** A cache by what its documents say; its layers come when they are wanted. */
export function manifestCache(
  images: Pick<BuiltImages, "bringLayers" | "hold" | "content">,
  { digest, parts, config }: ReadManifest,
  { fetch }: CacheBlobs,
): OpenedCacheSource {
  const layers = new Map(parts.layers.map((layer) => [layer.descriptor.digest, layer]));
  return {
    digest,
    steps: importableSteps(config, (blob) => layers.get(blob)?.diffId),
    bring: (op: Op, wanted: readonly TreeLayer[]) => {
      const loose = wanted.map((layer) => looseLayer(layer, (blob) => layers.get(blob)?.descriptor));
      return images.bringLayers(op, loose, fetch);
    },
    mounts: parts.mounts,
    withMount: (op, content, use) => bringMount(op, images, { content, fetch, use }),
  };
}

export function looseLayer(layer: TreeLayer, descriptorOf: (blob: Digest) => Descriptor | undefined): LooseLayer {
  const descriptor = layer.of === "image" ? descriptorOf(layer.blob) : undefined;
  if (layer.of !== "image" || descriptor === undefined)
    throw new EngineError("not-found", "a layer is not of the cache that names it");
  return { descriptor, chainId: layer.chainId, diffId: layer.diffId };
}
