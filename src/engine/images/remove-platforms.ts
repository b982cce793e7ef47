import type { ImageDeleteResponseItem } from "#api/types.gen.ts";
import { commitPoint } from "#base/commit-points.ts";
import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import { noPlatformToRemove, platformRemovalUnforced } from "#core/image/errors.ts";
import { familiarReference } from "#core/image/wanted-platform.ts";
import type { Platform } from "#formats/oci/image.ts";
import { platformMatches } from "#formats/oci/platform.ts";
import type { ImageContext } from "./dependencies.ts";
import type { ImageTable } from "./image-table.ts";
import type { ImageRecord, ManifestRecord } from "./records.ts";

export interface PlatformRemoval {
  readonly ref: string;
  readonly options: { readonly force: boolean; readonly platforms?: readonly Platform[] };
}

/**
 * Takes the content of single platforms from an image, which keeps its id and its names. All of them have to be there,
 * or none goes. @throws invalid-argument without force · not-found
 */
export async function removePlatforms(
  op: Op,
  context: ImageContext,
  request: PlatformRemoval,
): Promise<ImageDeleteResponseItem[]> {
  return await context.changing(op, async () => {
    const { kept, items } = planPlatformRemoval(context.table, request);
    await context.store.commit(op, [{ put: "image", key: kept.target.digest, value: kept }], "full");
    commitPoint("image.remove.committed");
    context.table.setImage(kept);
    return items;
  });
}

/** What is left of the image, and what goes. @throws invalid-argument without force · not-found */
export function planPlatformRemoval(
  table: ImageTable,
  { ref, options }: PlatformRemoval,
): { readonly kept: ImageRecord; readonly items: ImageDeleteResponseItem[] } {
  const { record } = table.find(ref);
  if (!options.force) throw platformRemovalUnforced();
  const going = (options.platforms ?? []).map((platform) => {
    const found = record.manifests.find((manifest) => provides(manifest, platform));
    if (found === undefined) throw noPlatformToRemove(record.target.digest, familiarReference(ref), platform);
    return found;
  });
  const items = [...new Set(going)].map(({ descriptor }) => ({ Deleted: descriptor.digest }));
  return { kept: withoutManifests(record, new Set(going)), items };
}

function provides({ available, image }: ManifestRecord, platform: Platform): boolean {
  return available && image !== undefined && platformMatches(image.platform, platform);
}

/** Where the target is itself what goes, its document stays: an image is found by it. */
function withoutManifests(record: ImageRecord, going: ReadonlySet<ManifestRecord>): ImageRecord {
  const needed = new Set<Digest>();
  for (const { descriptor, image } of record.manifests.filter((manifest) => !going.has(manifest))) {
    for (const digest of [descriptor.digest, ...blobsOf(image)]) needed.add(digest);
  }
  const gone = new Set<Digest>();
  for (const { descriptor, image } of going) {
    for (const digest of [descriptor.digest, ...blobsOf(image)]) if (!needed.has(digest)) gone.add(digest);
  }
  gone.delete(record.target.digest);
  return {
    ...record,
    blobs: record.blobs.filter(([digest]) => !gone.has(digest)),
    manifests: record.manifests.map((manifest) => (going.has(manifest) ? emptied(manifest) : manifest)),
  };
}

function blobsOf(image: ManifestRecord["image"]): Digest[] {
  return image === undefined ? [] : [image.config.digest, ...image.layers.map(({ digest }) => digest)];
}

function emptied({ descriptor, kind, image }: ManifestRecord): ManifestRecord {
  const platform = descriptor.platform ?? image?.platform;
  const described = platform === undefined ? descriptor : { ...descriptor, platform };
  return { descriptor: described, kind, available: false, contentBytes: 0 };
}
