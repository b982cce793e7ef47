import { isDigest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { RecordChange } from "#core/store/contract.ts";
import { bestManifest } from "./best-manifest.ts";
import type { ImageContext } from "./dependencies.ts";
import type { ImageRecord, NameLogRecord, NameRecord } from "./records.ts";

/** Reads the records. An image whose content or layers are not all there is forgotten: a load brings it back whole. */
export async function restoreImages(op: Op, context: ImageContext): Promise<void> {
  const lost: RecordChange[] = [];
  for (const { key, value } of await context.store.list<ImageRecord>(op, "image")) {
    if (isDigest(key) && isWhole(context, value)) context.table.setImage(value);
    else {
      op.log.error("image is not whole and was forgotten: load or pull it again", { image: key });
      lost.push({ delete: "image", key });
    }
  }
  for (const { key, value } of await context.store.list<NameRecord>(op, "image-name")) {
    if (context.table.image(value.target.digest) !== undefined) context.table.setName(key, value);
    else lost.push({ delete: "image-name", key });
  }
  for (const { key, value } of await context.store.list<NameLogRecord>(op, "image-log"))
    context.table.setLog(key, value.entries);
  if (lost.length > 0) await context.store.commit(op, lost, "full");
}

function isWhole(context: ImageContext, record: ImageRecord): boolean {
  const blobsThere = record.blobs.every(([digest, sizeBytes]) => context.content.sizeOf(digest) === sizeBytes);
  const chainIds = bestManifest(record, context.platform)?.image.chainIds ?? [];
  return blobsThere && chainIds.every((chainId) => context.snapshots.hasLayer(chainId));
}
