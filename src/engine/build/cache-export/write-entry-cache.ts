import type { Op } from "#base/op.ts";
import { annotatedConfig } from "#core/build/cache/cache-config.ts";
import type { EntryStore } from "../cache-entries/entry-store.ts";
import type { CacheRoom } from "./export-caches.ts";
import type { PreparedCache } from "./prepare-cache.ts";

/** Writes a cache whose config says all of its layers (BuildKit, cache/remotecache: gha, s3). Within `holding`. */
export async function writeEntryCache(
  op: Op,
  { images, steps: shown }: CacheRoom,
  store: EntryStore,
  { steps, layers }: PreparedCache,
): Promise<Record<string, string>> {
  for (const { descriptor } of layers) {
    const { digest, size } = descriptor;
    if (await store.hasBlob(op, digest)) continue;
    const content = { path: images.content.pathOf(digest), digest, sizeBytes: size };
    await shown.part(`writing layer ${digest}`, () => store.writeBlob(op, digest, content));
  }
  const config = Buffer.from(JSON.stringify(annotatedConfig(steps, layers)));
  await shown.part("writing config", () => store.writeConfig(op, config));
  return {};
}
