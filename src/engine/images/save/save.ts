import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { Platform } from "#formats/oci/image.ts";
import { admitImage } from "../admit.ts";
import type { ImageContext } from "../dependencies.ts";
import { emitImageEvent } from "../image-events.ts";
import { chooseImages, type SavedImage } from "./choose.ts";
import { archiveDocuments } from "./documents.ts";
import { archiveStream } from "./stream.ts";

/** An archive under way. To be closed, read or not: its content is kept until then, whatever is removed meanwhile. */
export interface SavedArchive {
  readonly content: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** `GET /images/get`: one archive of images that is a docker archive and an OCI layout. @throws not-found · invalid-argument */
export async function saveImages(
  op: Op,
  context: ImageContext,
  request: { readonly refs: readonly string[]; readonly platform: Platform | undefined },
): Promise<SavedArchive> {
  const images = chooseImages(context, request.refs, request.platform);
  const blobs = new Map(images.flatMap((image) => blobsOf(context, image)));
  const release = context.pin(op, blobs.keys());
  try {
    for (const { target, name } of images)
      await admitImage(op, { by: "save", target, names: name === undefined ? [] : [name] });
  } catch (error) {
    await release();
    throw error;
  }
  for (const { record, target } of images)
    emitImageEvent(context, "save", { record, actorId: target.digest, name: target.digest });
  const content = archiveStream(op, context.content, { blobs, documents: archiveDocuments(images) });
  return {
    content,
    async close() {
      await content.return();
      await release();
    },
  };
}

/** What is there of the target: a part of a layer that may not be handed on is left out, as in Docker. */
function blobsOf(context: ImageContext, { record, target, shown }: SavedImage): Array<[Digest, number]> {
  const all =
    target.digest === record.target.digest
      ? record.blobs.map(([digest]) => digest)
      : [target.digest, shown.image.config.digest, ...shown.image.layers.map(({ digest }) => digest)];
  const kept = new Set(all);
  for (const { image } of record.manifests) {
    for (const layer of image?.layers ?? [])
      if (/foreign|nondistributable/.test(layer.mediaType)) kept.delete(layer.digest);
  }
  return [...kept].flatMap((digest): Array<[Digest, number]> => {
    const size = context.content.sizeOf(digest);
    return size === undefined ? [] : [[digest, size]];
  });
}
