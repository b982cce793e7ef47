import type { Op } from "#base/op.ts";
import { cacheConfig, cacheConfigType } from "#core/build/cache/cache-config.ts";
import { cacheManifest } from "#core/build/cache/cache-manifest.ts";
import type { CacheDocuments } from "#core/build/cache/cache-options.ts";
import type { MountContent } from "#core/build/cache/mount-content.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import type { CacheRoom } from "./export-caches.ts";
import type { PreparedCache } from "./prepare-cache.ts";

/** Where a cache goes that a manifest holds together. Blobs and manifest are in the content store. */
export interface CacheStore extends AsyncDisposable {
  /** Adds a blob, unless it is there. */
  add(op: Op, blob: Descriptor): Promise<void>;
  /** Makes the manifest, whose parts are all there, what the cache's name stands for. */
  finish(op: Op, manifest: Descriptor): Promise<void>;
}

export interface ManifestCachePlace {
  readonly room: CacheRoom;
  readonly store: CacheStore;
  readonly documents: CacheDocuments;
}

/** Writes a cache as BuildKit's `registry` and `local` ones are (cache/remotecache, export.go). Within `holding`. */
export async function writeManifestCache(
  op: Op,
  { room, store, documents }: ManifestCachePlace,
  { steps, layers, mounts }: PreparedCache & { readonly mounts: readonly MountContent[] },
): Promise<Record<string, string>> {
  const { images, steps: shown } = room;
  for (const { descriptor } of layers)
    await shown.part(`writing layer ${descriptor.digest}`, () => store.add(op, descriptor));
  for (const { descriptor, key } of mounts)
    await shown.part(`writing content of cache mount ${key}`, () => store.add(op, descriptor));
  const config = await images.writeDocument(op, cacheConfig(steps));
  await shown.part(`writing config ${config.digest}`, () => store.add(op, { mediaType: cacheConfigType, ...config }));
  const document = cacheManifest(config, { layers, mounts }, documents);
  const manifest = { mediaType: document.mediaType, ...(await images.writeDocument(op, document)) };
  const kind = documents.imageManifest ? "cache image manifest" : "cache manifest";
  await shown.part(`writing ${kind} ${manifest.digest}`, () => store.finish(op, manifest));
  const { mediaType, digest, size } = manifest;
  return { "cache.manifest": JSON.stringify({ mediaType, digest, size }) };
}
