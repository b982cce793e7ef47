import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { SquashMode } from "#core/build/contract.ts";
import type { ExportableImage } from "#core/build/exporter.ts";
import type { BuiltLayer } from "#core/build/image/documents.ts";
import { chainIds } from "#formats/oci/chain-id.ts";
import type { HistoryEntry } from "#formats/oci/image.ts";
import { packNothing, packTrees } from "./layer-packer.ts";
import type { ExportRoom } from "./room.ts";

/** An image as it would be unsquashed. */
export interface Unsquashed {
  readonly image: ExportableImage;
  readonly layers: readonly BuiltLayer[];
  readonly id: Digest;
  /** With the times of all its entries. */
  readonly history: readonly HistoryEntry[];
  /** RFC 3339. */
  readonly created: string;
}

export interface SquashOptions {
  readonly mode: SquashMode;
  /** Seconds since 1970: nothing in the layer is younger. */
  readonly latest: number | undefined;
}

/**
 * An image of the same files with one layer over its base, or of one layer alone. Its history is the one that dockerd writes: all that
 * went into the layer is marked as empty, and an entry of its own says what it was made of. Within `holding`.
 */
export async function squashed(
  op: Op,
  room: ExportRoom,
  unsquashed: Unsquashed,
  { mode, latest }: SquashOptions,
): Promise<Pick<Unsquashed, "image" | "layers">> {
  const { image, layers, created } = unsquashed;
  const below = mode === "all" ? 0 : (await image.base.tree(op)).layers.length;
  const folders = room.context.trees.layerFolders(image.tree);
  const merged = await mergedLayer(op, room, {
    uppers: folders.slice(below).reverse(),
    lowers: folders.slice(0, below).reverse(),
    latest,
  });
  const kept = layers.slice(0, below);
  const history = historyOf(unsquashed, mode === "all" ? undefined : baseId(unsquashed, kept), mode);
  return {
    image: { ...image, config: { ...image.config, history } },
    layers: [...kept, { ...merged, createdAt: created, description: "" }],
  };
}

interface MergedTrees {
  /** Top first, as the others. */
  readonly uppers: readonly string[];
  readonly lowers: readonly string[];
  readonly latest: number | undefined;
}

async function mergedLayer(
  op: Op,
  room: ExportRoom,
  { uppers, lowers, latest }: MergedTrees,
): Promise<Pick<BuiltLayer, "descriptor" | "diffId">> {
  const [upper, ...between] = uppers;
  const younger = latest === undefined ? {} : { latest };
  const packed =
    upper === undefined
      ? await packNothing(op, room.images.content)
      : await packTrees(
          op,
          { content: room.images.content, files: room.files },
          { upper, between, lowers, isFrozen: true, ...younger },
        );
  const { mediaType, blob, sizeBytes, diffId } = packed;
  return { descriptor: { mediaType, digest: blob, size: sizeBytes }, diffId };
}

function historyOf(
  { image, history, id, created }: Unsquashed,
  base: Digest | undefined,
  mode: SquashMode,
): HistoryEntry[] {
  const { historyLength } = image.base;
  const from = mode === "all" ? 0 : historyLength;
  const comment = base === undefined ? `create new from ${id}` : `merge ${id} to ${base}`;
  const marked = history.map((entry, at) => (at < from ? entry : { ...entry, empty_layer: true }));
  return [...marked, { created, comment }];
}

/** The image that it starts from; a stage is called by its layers; undefined: it starts from nothing. */
function baseId({ image: { base } }: Unsquashed, layers: readonly BuiltLayer[]): Digest | undefined {
  if (base.digest !== undefined) return base.digest;
  return chainIds(layers.map(({ diffId }) => diffId)).at(-1);
}
