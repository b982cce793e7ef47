import { gzipSync } from "node:zlib";
import { allOrNone } from "#base/all-or-none.ts";
import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { ExportTrees, PackedLayer } from "#core/build/exporter.ts";
import { defaultPacking, type LayerPacking, packedType, packingName } from "#core/build/image/layer-packing.ts";
import type { Tree, TreeLayer } from "#core/build/tree.ts";
import type { ContentStore } from "#core/content/contract.ts";
import type { FileWorker, LayerTrees } from "#core/files/contract.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { compressionOf } from "../../images/documents.ts";

export interface LayerPackerDependencies {
  readonly content: ContentStore;
  readonly files: Pick<FileWorker, "layer">;
  readonly trees: Pick<ExportTrees, "layerFolders" | "packed" | "rememberPacked" | "writeOut">;
}

export interface LayerPackerOptions {
  /** Seconds since 1970: what is younger in a step's layer gets this time. */
  readonly latest: number | undefined;
  readonly packing: LayerPacking;
  /** The trees are synced once all is packed: the disk may begin meanwhile. */
  readonly isSynced?: boolean;
}

/** A layer of a tree as a blob of the content store. */
export interface LayerBlob {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
}

/** Layers as blobs: those of images as they came, those of steps packed, each once. Its calls stand within `holding`. */
export class LayerPacker {
  readonly #deps: LayerPackerDependencies;
  readonly #options: LayerPackerOptions;
  readonly #packed = new Map<string, LayerBlob>();

  constructor(deps: LayerPackerDependencies, options: LayerPackerOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  /** Bottom first. @throws not-found for a layer of a base image whose blob is gone */
  async pack(op: Op, tree: Tree): Promise<LayerBlob[]> {
    const folders = this.#deps.trees.layerFolders(tree);
    const packed: LayerBlob[] = [];
    for (const [index, layer] of tree.layers.entries()) {
      const name = layer.of === "step" ? layer.id : layer.blob;
      const lowers = folders.slice(0, index).reverse();
      const blob = this.#packed.get(name) ?? (await this.#pack(op, layer, { upper: folders[index] ?? "", lowers }));
      this.#packed.set(name, blob);
      packed.push(blob);
    }
    return packed;
  }

  async #pack(op: Op, layer: TreeLayer, trees: LayerTrees): Promise<LayerBlob> {
    const { content, trees: steps } = this.#deps;
    if (layer.of === "image") return { descriptor: await this.#came(layer.blob), diffId: layer.diffId };
    const { latest, packing } = this.#options;
    const variant = packingName(packing, latest);
    const known = steps
      .packed(layer.id)
      .find((one) => one.variant === variant && content.sizeOf(one.blob) !== undefined);
    const options = { ...trees, isFrozen: true, packing, ...(latest === undefined ? {} : { latest }) };
    const packed = known ?? { ...(await this.#packNew(op, layer.id, options)), variant };
    if (known === undefined) await steps.rememberPacked(op, layer.id, packed);
    const { mediaType, blob, sizeBytes, diffId } = packed;
    return { descriptor: { mediaType, digest: blob, size: sizeBytes }, diffId };
  }

  async #packNew(op: Op, id: string, trees: LayerTrees): Promise<Omit<PackedLayer, "variant">> {
    if (this.#options.isSynced !== true) return await packTrees(op, this.#deps, trees);
    const both = [(shared: Op) => packTrees(shared, this.#deps, trees), (shared: Op) => this.#writeOut(shared, id)];
    const [packed] = await allOrNone(op, both, (shared, work) => work(shared));
    return packed as Omit<PackedLayer, "variant">;
  }

  async #writeOut(op: Op, id: string): Promise<undefined> {
    await this.#deps.trees.writeOut(op, id);
  }

  async #came(blob: Digest): Promise<Descriptor> {
    const { content } = this.#deps;
    const size = content.sizeOf(blob);
    if (size === undefined) {
      throw new EngineError(
        "not-found",
        `failed to export image: layer ${blob} of the base image is not there any more`,
      );
    }
    const packing = await compressionOf(content.pathOf(blob));
    const mediaType = packing === "none" ? mediaTypes.ociLayer : `${mediaTypes.ociLayer}+${packing}`;
    return { mediaType, digest: blob, size };
  }
}

/** Packs trees as a layer of its own, which is an empty one where there is nothing in them. Within `holding`. */
export async function packTrees(
  op: Op,
  { content, files }: Pick<LayerPackerDependencies, "content" | "files">,
  trees: LayerTrees,
): Promise<Omit<PackedLayer, "variant">> {
  const stream = files.layer(op, trees);
  const ingest = await content.ingest(op);
  try {
    for await (const chunk of stream.content) await ingest.write(chunk);
    const diffId = stream.diffId();
    if (diffId === undefined) await ingest.write(emptyLayer.packed);
    const { digest, sizeBytes } = await ingest.commit();
    if (diffId === undefined) return { ...emptyFacts, blob: digest, sizeBytes };
    return { diffId, blob: digest, sizeBytes, mediaType: packedType(trees.packing ?? defaultPacking) };
  } finally {
    await ingest.abort();
  }
}

/** A layer in which nothing is. Within `holding`. */
export async function packNothing(
  op: Op,
  content: Pick<ContentStore, "ingest">,
): Promise<Omit<PackedLayer, "variant">> {
  const ingest = await content.ingest(op);
  try {
    await ingest.write(emptyLayer.packed);
    const { digest, sizeBytes } = await ingest.commit();
    return { ...emptyFacts, blob: digest, sizeBytes };
  } finally {
    await ingest.abort();
  }
}

/** A tar archive of nothing: two blocks of zeros. */
const emptyTar = Buffer.alloc(1024);
const emptyLayer = { diffId: digestOf(emptyTar), packed: gzipSync(emptyTar) };
const emptyFacts = { diffId: emptyLayer.diffId, mediaType: mediaTypes.ociLayerGzip };
