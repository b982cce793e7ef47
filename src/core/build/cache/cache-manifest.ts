import type { Digest } from "#base/digest.ts";
import { isDigest } from "#base/digest.ts";
import { decodeDocument } from "#formats/oci/decode.ts";
import type { Descriptor, ImageIndex, ImageManifest } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { cacheConfigType } from "./cache-config.ts";
import { type CacheLayer, diffIdAnnotation } from "./cache-layer.ts";
import type { CacheDocuments } from "./cache-options.ts";
import { isMountContent, type MountContent, mountContent, mountDescriptor } from "./mount-content.ts";

const dockerTypes: Readonly<Record<string, string>> = {
  [mediaTypes.ociLayer]: mediaTypes.dockerLayer,
  [mediaTypes.ociLayerGzip]: mediaTypes.dockerLayerGzip,
  [`${mediaTypes.ociLayer}+zstd`]: mediaTypes.dockerLayerZstd,
};

/** What a cache has beside its config. */
export interface CacheContent {
  readonly layers: readonly CacheLayer[];
  readonly mounts: readonly MountContent[];
}

/** The document that holds a cache together. */
export function cacheManifest(
  config: { readonly digest: Digest; readonly size: number },
  { layers, mounts }: CacheContent,
  { imageManifest, ociMediaTypes }: CacheDocuments,
): ImageManifest | ImageIndex {
  const own: Descriptor = { mediaType: cacheConfigType, ...config };
  const packed = layers.map(
    ({ descriptor: { mediaType, digest, size }, diffId }): Descriptor => ({
      mediaType: ociMediaTypes ? mediaType : (dockerTypes[mediaType] ?? mediaType),
      digest,
      size,
      annotations: { [diffIdAnnotation]: diffId },
    }),
  );
  const parts = [...packed, ...mounts.map(mountDescriptor)];
  if (imageManifest) return { schemaVersion: 2, mediaType: mediaTypes.ociManifest, config: own, layers: parts };
  const mediaType = ociMediaTypes ? mediaTypes.ociIndex : mediaTypes.dockerManifestList;
  return { schemaVersion: 2, mediaType, manifests: [...parts, own] };
}

export interface CacheParts extends CacheContent {
  readonly config: Descriptor;
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
    const isLayer = descriptor !== config && !isMountContent(descriptor) && isDigest(diffId);
    return isLayer ? [{ descriptor, diffId }] : [];
  });
  const mounts = all.filter(isMountContent).flatMap((descriptor) => mountContent(descriptor) ?? []);
  return { config, layers, mounts };
}
