import { gzipSync } from "node:zlib";
import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { makerOf } from "#core/build/cache/cache-records.ts";
import type { ExportableImage, PackedLayer } from "#core/build/exporter.ts";
import type { BuiltLayer } from "#core/build/image/documents.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import type { LayerStream, LayerTrees } from "#core/files/contract.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { compressionOf } from "../../images/documents.ts";
import type { ExportRoom } from "./room.ts";

/**
 * The layers of an image as blobs: those of its base as they came, those of its steps packed, once. Within `holding`.
 * @param latest seconds since 1970: what is younger in a step's layer gets this time
 */
export async function packLayers(
  op: Op,
  room: ExportRoom,
  { image, latest }: { readonly image: ExportableImage; readonly latest: number | undefined },
): Promise<BuiltLayer[]> {
  const { layers } = image.tree;
  const folders = room.context.trees.layerFolders(image.tree);
  const packed: BuiltLayer[] = [];
  for (const [index, layer] of layers.entries()) {
    const lowers = folders.slice(0, index).reverse();
    packed.push(await packLayer(op, room, { image, latest, index, layer, upper: folders[index] ?? "", lowers }));
  }
  return packed;
}

interface LayerQuestion {
  readonly image: ExportableImage;
  readonly latest: number | undefined;
  readonly index: number;
  readonly layer: TreeLayer;
  readonly upper: string;
  readonly lowers: readonly string[];
}

async function packLayer(
  op: Op,
  room: ExportRoom,
  { image, latest, index, layer, upper, lowers }: LayerQuestion,
): Promise<BuiltLayer> {
  if (layer.of === "image") {
    const descriptor = await baseDescriptor(room, layer.blob);
    const maker = makerOf(image, index);
    const createdAt = maker === undefined ? undefined : new Date(maker.createdAt).toISOString();
    return { descriptor, diffId: layer.diffId, createdAt, description: maker?.description ?? "" };
  }
  const { id } = layer;
  const { content } = room.images;
  const variant = latest === undefined ? "gzip" : `gzip, not after ${latest}`;
  const known = room.context.trees
    .packed(id)
    .find((one) => one.variant === variant && content.sizeOf(one.blob) !== undefined);
  const trees = { upper, lowers, ...(latest === undefined ? {} : { latest }) };
  const packed = known ?? { ...(await packTrees(op, room, trees)), variant };
  if (known === undefined) await room.context.trees.rememberPacked(op, id, packed);
  const step = image.steps.find(({ tree }) => tree.layers.at(-1)?.of === "step" && lastStep(tree.layers) === id);
  return {
    descriptor: { mediaType: packed.mediaType, digest: packed.blob, size: packed.sizeBytes },
    diffId: packed.diffId,
    createdAt: step === undefined ? undefined : new Date(step.createdAt).toISOString(),
    description: step?.description ?? "",
  };
}

function lastStep(layers: readonly TreeLayer[]): string | undefined {
  const last = layers.at(-1);
  return last?.of === "step" ? last.id : undefined;
}

async function baseDescriptor({ images: { content } }: ExportRoom, blob: Digest): Promise<Descriptor> {
  const size = content.sizeOf(blob);
  if (size === undefined) {
    throw new EngineError("not-found", `failed to export image: layer ${blob} of the base image is not there any more`);
  }
  const packing = await compressionOf(content.pathOf(blob));
  const mediaType = packing === "none" ? mediaTypes.ociLayer : `${mediaTypes.ociLayer}+${packing}`;
  return { mediaType, digest: blob, size };
}

/** Packs trees as a layer of its own, which is an empty one where there is nothing in them. Within `holding`. */
export async function packTrees(op: Op, room: ExportRoom, trees: LayerTrees): Promise<Omit<PackedLayer, "variant">> {
  const stream: LayerStream = room.files.layer(op, trees);
  const ingest = await room.images.content.ingest(op);
  try {
    for await (const chunk of stream.content) await ingest.write(chunk);
    const diffId = stream.diffId() ?? emptyLayer.diffId;
    if (stream.diffId() === undefined) await ingest.write(emptyLayer.packed);
    const { digest, sizeBytes } = await ingest.commit();
    return { diffId, blob: digest, sizeBytes, mediaType: mediaTypes.ociLayerGzip };
  } finally {
    await ingest.abort();
  }
}

/** A layer in which nothing is. Within `holding`. */
export async function packNothing(op: Op, { images: { content } }: ExportRoom): Promise<Omit<PackedLayer, "variant">> {
  const ingest = await content.ingest(op);
  try {
    await ingest.write(emptyLayer.packed);
    const { digest, sizeBytes } = await ingest.commit();
    return { diffId: emptyLayer.diffId, blob: digest, sizeBytes, mediaType: mediaTypes.ociLayerGzip };
  } finally {
    await ingest.abort();
  }
}

/** A tar archive of nothing: two blocks of zeros. */
const emptyTar = Buffer.alloc(1024);
const emptyLayer = { diffId: digestOf(emptyTar), packed: gzipSync(emptyTar) };
