import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { Platform } from "#formats/oci/image.ts";
import { admitImage } from "../admit.ts";
import type { ImageContext } from "../dependencies.ts";
import { emitImageEvent } from "../image-events.ts";
import { documentsBelow, type Referrer, referrersOf } from "../referrers.ts";
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
  const release = context.pin(
    op,
    images.flatMap(({ record }) => record.blobs.map(([digest]) => digest)),
  );
  const referrers = new Map<Digest, Referrer>();
  try {
    for (const { target, name } of images)
      await admitImage(op, context.events, { by: "save", target, names: name === undefined ? [] : [name] });
    for (const image of images)
      for (const one of await savedReferrers(op, context, image)) referrers.set(one.descriptor.digest, one);
  } catch (error) {
    await release();
    throw error;
  }
  for (const { record, target } of images)
    emitImageEvent(context, "save", { record, actorId: target.digest, name: target.digest });
  const beside = [...referrers.values()];
  const digests = [...images.flatMap(blobsOf), ...beside.flatMap(partsOf)];
  const content = archiveStream(op, context.content, {
    blobs: new Map(digests.flatMap((digest) => present(context, digest))),
    documents: archiveDocuments(
      images,
      beside.map(({ descriptor }) => descriptor),
    ),
  });
  return {
    content,
    async close() {
      await content.return();
      await release();
    },
  };
}

/** What is there of the target: a part of a layer that may not be handed on is left out, as in Docker. */
function blobsOf({ record, target, shown }: SavedImage): Digest[] {
  const all =
    target.digest === record.target.digest
      ? record.blobs.map(([digest]) => digest)
      : [target.digest, shown.image.config.digest, ...shown.image.layers.map(({ digest }) => digest)];
  const kept = new Set(all);
  for (const { image } of record.manifests) {
    for (const layer of image?.layers ?? [])
      if (/foreign|nondistributable/.test(layer.mediaType)) kept.delete(layer.digest);
  }
  return [...kept];
}

function present({ content }: ImageContext, digest: Digest): Array<[Digest, number]> {
  const size = content.sizeOf(digest);
  return size === undefined ? [] : [[digest, size]];
}

/** Signatures and the like of what is saved. */
async function savedReferrers(op: Op, { content }: ImageContext, { record, target }: SavedImage): Promise<Referrer[]> {
  const subjects = await documentsBelow(op, content, target);
  return await referrersOf(op, content, { record, subjects });
}

function partsOf({ descriptor, manifest }: Referrer): Digest[] {
  return [descriptor, manifest.config, ...manifest.layers].map(({ digest }) => digest);
}
