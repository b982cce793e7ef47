import type { Op } from "#base/op.ts";
import type { BuiltLayer } from "#core/build/image/documents.ts";
import type { Tree } from "#core/build/tree.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import type { ExportRoom } from "./room.ts";

/** How many of the lowest layers came with an image. */
export function layersOfImages({ layers }: Tree): number {
  const first = layers.findIndex(({ of }) => of === "step");
  return first < 0 ? layers.length : first;
}

/**
 * Layers as eStargz (`compression=estargz`): the same files, and a table of contents by which a snapshotter reads what it needs.
 * Within `holding`.
 * @param from the first that is packed so; those below it stay as they are
 */
export async function seekableLayers(
  op: Op,
  room: ExportRoom,
  { layers, from }: { readonly layers: readonly BuiltLayer[]; readonly from: number },
): Promise<BuiltLayer[]> {
  const packed: BuiltLayer[] = [];
  for (const [at, layer] of layers.entries()) packed.push(at < from ? layer : await seekable(op, room, layer));
  return packed;
}

async function seekable(op: Op, { files, images: { content } }: ExportRoom, layer: BuiltLayer): Promise<BuiltLayer> {
  const stream = files.seekable(op, content.pathOf(layer.descriptor.digest));
  const ingest = await content.ingest(op);
  try {
    for await (const chunk of stream.content) await ingest.write(chunk);
    const { digest, sizeBytes } = await ingest.commit();
    const { diffId, tocDigest, plainBytes } = stream.facts();
    const annotations = {
      "containerd.io/snapshot/stargz/toc.digest": tocDigest,
      "io.containers.estargz.uncompressed-size": String(plainBytes),
    };
    const descriptor = { mediaType: mediaTypes.ociLayerGzip, digest, size: sizeBytes, annotations };
    return { ...layer, descriptor, diffId };
  } finally {
    await ingest.abort();
  }
}
