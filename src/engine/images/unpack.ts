import { allOrNone } from "#base/all-or-none.ts";
import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { ImageContext } from "./dependencies.ts";
import { layerSources } from "./layer-sources.ts";
import type { ImageRecord } from "./records.ts";

/** Unpacks a platform of an image that no container has used yet; durable when it resolves. Nothing to do for most. */
export async function unpackManifest(
  op: Op,
  context: ImageContext,
  { record, manifest }: { readonly record: ImageRecord; readonly manifest: Digest },
): Promise<void> {
  const image = record.manifests.find(({ descriptor }) => descriptor.digest === manifest)?.image;
  if (image === undefined || image.chainIds.every((chainId) => context.snapshots.hasLayer(chainId))) return;
  await context.holding(op, async () => {
    await using batch = context.snapshots.begin();
    const sources = await layerSources(context, image);
    await allOrNone(op, sources, (shared, source) => batch.unpack(shared, source));
    await context.snapshots.sync(op);
    await context.changing(op, async () => {
      await context.store.commit(op, batch.records(), "full");
      batch.publish();
    });
  });
}
