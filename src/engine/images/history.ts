import type { ImageHistoryItem } from "#api/types.gen.ts";
import { EngineError } from "#base/errors.ts";
import { unixSeconds } from "#base/time.ts";
import type { HistoryEntry, Platform } from "#formats/oci/image.ts";
import { bestManifest, manifestFor } from "./best-manifest.ts";
import type { ImageContext } from "./dependencies.ts";
import type { ImageRecord, PlatformImage } from "./records.ts";
import { repositoryViews } from "./views.ts";

/**
 * The steps that made an image, newest first. Ids and tags are known of the image itself, and of those that it was
 * committed from. @throws not-found
 */
export function imageHistory(
  context: ImageContext,
  request: { readonly ref: string; readonly platform: Platform | undefined },
): ImageHistoryItem[] {
  const { record } = context.table.find(request.ref);
  const shown =
    request.platform === undefined
      ? bestManifest(record, context.platform)
      : manifestFor(record, request.ref, request.platform);
  if (shown === undefined) return [];
  const items = stepsOf(context, shown.image).reverse();
  let image: ImageRecord | undefined = record;
  return items.map((item) => {
    if (image === undefined) return item;
    const { digest } = image.target;
    const { tags } = repositoryViews(image, context.table.namesOf(digest));
    image = image.parent === undefined ? undefined : context.table.image(image.parent);
    return { ...item, Id: digest, Tags: tags.length === 0 ? null : tags };
  });
}

function stepsOf(context: ImageContext, { chainIds, imageConfig }: PlatformImage): ImageHistoryItem[] {
  const sizes = chainIds.map((chainId) => context.snapshots.sizeOfLayer(chainId));
  return (imageConfig.history ?? []).map((entry) => {
    if (entry.empty_layer === true) return itemOf(entry, 0);
    const size = sizes.shift();
    if (size === undefined) throw new EngineError("unknown", "unable to find the size of the layer");
    return itemOf(entry, size);
  });
}

function itemOf(entry: HistoryEntry, size: number): ImageHistoryItem {
  return {
    Comment: entry.comment ?? "",
    Created: entry.created === undefined ? 0 : unixSeconds(entry.created),
    CreatedBy: entry.created_by ?? "",
    Id: "<missing>",
    Size: size,
    Tags: null,
  };
}
