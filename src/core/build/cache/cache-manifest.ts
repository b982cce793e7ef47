import type { Digest } from "#base/digest.ts";
import { isDigest } from "#base/digest.ts";
import { decodeDocument } from "#formats/oci/decode.ts";
import type { Descriptor, ImageIndex, ImageManifest } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { cacheConfigType } from "./cache-config.ts";
import type { CacheDocuments } from "./cache-options.ts";

/** A layer of a cache: its blob, and what it unpacks to. */
export interface CacheLayer {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
}

/** As BuildKit annotates layers of caches. */
const diffIdAnnotation = "containerd.io/uncompressed";

const dockerTypes: Readonly<Record<string, string>> = {
  [mediaTypes.ociLayer]: mediaTypes.dockerLayer,
  [mediaTypes.ociLayerGzip]: mediaTypes.dockerLayerGzip,
  [`${mediaTypes.ociLayer}+zstd`]: mediaTypes.dockerLayerZstd,
};

/** The document that holds a cache together. */
export function cacheManifest(
  config: { readonly digest: Digest; readonly size: number },
  layers: readonly CacheLayer[],
  { imageManifest, ociMediaTypes }: CacheDocuments,
): ImageManifest | ImageIndex {
  const own: Descriptor = { mediaType: cacheConfigType, ...config };
  const parts = layers.map(
    ({ descriptor: { mediaType, digest, size }, diffId }): Descriptor => ({
      mediaType: ociMediaTypes ? mediaType : (dockerTypes[mediaType] ?? mediaType),
      digest,
      size,
      annotations: { [diffIdAnnotation]: diffId },
    }),
  );
  if (imageManifest) return { schemaVersion: 2, mediaType: mediaTypes.ociManifest, config: own, layers: parts };
  const mediaType = ociMediaTypes ? mediaTypes.ociIndex : mediaTypes.dockerManifestList;
  return { schemaVersion: 2, mediaType, manifests: [...parts, own] };
}

export interface CacheParts {
  readonly config: Descriptor;
  readonly layers: readonly CacheLayer[];
}

/** What a document holds together, where it is that of a cache. @throws invalid-argument for what is no document */
export function cacheParts(bytes: Uint8Array, mediaType: string): CacheParts | undefined {
  const document = decodeDocument(bytes, mediaType);
  const all =
    "manifest" in document ? [document.manifest.config, ...document.manifest.layers] : document.index.manifests;
  const config = all.find((part) => part.mediaType === cacheConfigType);
  if (config === undefined) return undefined;
  const layers = all.flatMap((descriptor) => {
    const diffId = descriptor.annotations?.[diffIdAnnotation] ?? "";
    return descriptor !== config && isDigest(diffId) ? [{ descriptor, diffId }] : [];
  });
  return { config, layers };
}
