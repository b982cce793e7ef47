import type { Op } from "#base/op.ts";
import { annotatedConfig } from "#core/build/cache/cache-config.ts";
import type { MountContent } from "#core/build/cache/mount-content.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import type { EntryStore } from "../cache-entries/entry-store.ts";
import type { CacheRoom } from "./export-caches.ts";
import type { PreparedCache } from "./prepare-cache.ts";

export interface EntryCachePlace {
  readonly room: CacheRoom;
  readonly store: EntryStore;
}

/** Writes a cache whose config says all of its layers (BuildKit, cache/remotecache: gha, s3). Within `holding`. */
export async function writeEntryCache(
  op: Op,
  place: EntryCachePlace,
  { steps, layers, mounts }: PreparedCache & { readonly mounts: readonly MountContent[] },
): Promise<Record<string, string>> {
  const { room, store } = place;
  for (const { descriptor } of layers) await writeBlob(op, place, { descriptor, what: `layer ${descriptor.digest}` });
  for (const { descriptor, key } of mounts)
    await writeBlob(op, place, { descriptor, what: `content of cache mount ${key}` });
  const config = Buffer.from(JSON.stringify(annotatedConfig(steps, { layers, mounts })));
  await room.steps.part("writing config", () => store.writeConfig(op, config));
  return {};
}

async function writeBlob(
  op: Op,
  { room: { images, steps }, store }: EntryCachePlace,
  { descriptor: { digest, size }, what }: { readonly descriptor: Descriptor; readonly what: string },
): Promise<void> {
  if (await store.hasBlob(op, digest)) return;
  const content = { path: images.content.pathOf(digest), digest, sizeBytes: size };
  await steps.part(`writing ${what}`, () => store.writeBlob(op, digest, content));
}
