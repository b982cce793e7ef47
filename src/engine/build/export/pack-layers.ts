import type { Op } from "#base/op.ts";
import { makerOf } from "#core/build/cache/cache-records.ts";
import type { ExportableImage } from "#core/build/exporter.ts";
import type { BuiltLayer } from "#core/build/image/documents.ts";
import type { LayerPacking } from "#core/build/image/layer-packing.ts";
import { LayerPacker } from "./layer-packer.ts";
import type { ExportRoom } from "./room.ts";

export interface LayerOptions {
  readonly image: ExportableImage;
  /** Seconds since 1970: what is younger in a step's layer gets this time. */
  readonly latest: number | undefined;
  readonly packing: LayerPacking;
  /** The image is kept: its trees are synced before. */
  readonly isKept: boolean;
}

/** The layers of an image as blobs: those of its base as they came, those of its steps packed, once. Within `holding`. */
export async function packLayers(
  op: Op,
  { images, files, context }: ExportRoom,
  { image, latest, packing, isKept }: LayerOptions,
): Promise<BuiltLayer[]> {
  const packer = new LayerPacker(
    { content: images.content, files, trees: context.trees },
    { latest, packing, isSynced: isKept },
  );
  const packed = await packer.pack(op, image.tree);
  return packed.map((layer, index) => {
    const maker = makerOf(image, index);
    const createdAt = maker === undefined ? undefined : new Date(maker.createdAt).toISOString();
    return { ...layer, createdAt, description: maker?.description ?? "" };
  });
}
