import type { Digest } from "#base/digest.ts";
import { notSupported } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { nowRfc3339Nano } from "#base/time.ts";
import { cachedSteps, encodeInlineCache, inlineCacheField } from "#core/build/cache/cache-records.ts";
import { wantsInlineCache } from "#core/build/cache/cache-types.ts";
import type { ExportableImage } from "#core/build/exporter.ts";
import { annotationsFor, type ImageAttributes } from "#core/build/image/attributes.ts";
import {
  type BuiltLayer,
  configDocument,
  indexDocument,
  manifestDocument,
  platformOf,
} from "#core/build/image/documents.ts";
import type { Descriptor, HistoryEntry } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { attestationsOf } from "./attestations.ts";
import { packLayers } from "./pack-layers.ts";
import type { ExportRoom } from "./room.ts";
import { layersOfImages, seekableLayers } from "./seekable-layers.ts";
import { squashed } from "./squash.ts";

/** An image whose documents and layers are in the content store. */
export interface WrittenImage {
  /** The manifest, or the index of several. */
  readonly target: Descriptor;
  /** Of the only manifest; of several the first's. */
  readonly config: Digest;
  readonly platforms: readonly WrittenPlatform[];
}

export interface WrittenPlatform {
  readonly image: ExportableImage;
  readonly layers: readonly BuiltLayer[];
  readonly manifest: Descriptor;
  readonly config: Digest;
  /** RFC 3339. */
  readonly created: string;
  readonly history: readonly HistoryEntry[];
}

/** Writes the blobs of a result as an image. Within `holding`. */
export async function writeImage(op: Op, room: ExportRoom, attributes: ImageAttributes): Promise<WrittenImage> {
  const platforms: WrittenPlatform[] = [];
  await room.steps.part("exporting layers", async () => {
    for (const image of room.result.images) {
      const latest = latestTime(room, attributes);
      const layers = await packLayers(op, room, {
        image,
        latest,
        packing: attributes.packing,
        isKept: attributes.store,
      });
      platforms.push(await writeWanted(op, room, { image, layers, attributes, latest }));
    }
  });
  const [first] = platforms;
  if (first === undefined) throw new TypeError("a result without an image");
  const attested = await attestationsOf(op, room, { platforms, attributes });
  const isIndex = room.result.index || attested.length > 0;
  if (!isIndex) return { target: first.manifest, config: first.config, platforms };
  const manifests = [
    ...platforms.map(({ manifest, image }) => ({
      ...manifest,
      platform: platformOf(image.platform),
      ...descriptorAnnotations(attributes, image.key),
    })),
    ...attested,
  ];
  const index = await room.images.writeDocument(op, indexDocument(manifests, attributes.annotations.index));
  return { target: { mediaType: mediaTypes.ociIndex, ...index }, config: first.config, platforms };
}

/**
 * The time that nothing in a step's layer is younger than. Docker asks for `rewrite-timestamp=true` besides SOURCE_DATE_EPOCH; here
 * who gives the one wants the same image again, and `rewrite-timestamp=false` keeps the files' times.
 */
export function latestTime(
  { request }: Pick<ExportRoom, "request">,
  { rewriteTimestamp = true }: Pick<ImageAttributes, "rewriteTimestamp">,
): number | undefined {
  return rewriteTimestamp ? request.sourceDateEpoch : undefined;
}

function descriptorAnnotations({ annotations }: ImageAttributes, platform: string): Pick<Descriptor, "annotations"> {
  const own = annotationsFor(annotations.manifestDescriptor, platform);
  return Object.keys(own).length === 0 ? {} : { annotations: own };
}

/** Squashed, and its layers packed anew, where that is wanted. */
async function writeWanted(
  op: Op,
  room: ExportRoom,
  { latest, ...parts }: PlatformParts & { readonly latest: number | undefined },
): Promise<WrittenPlatform> {
  const { squash: mode, cacheExports } = room.request;
  const { attributes } = parts;
  if (mode === undefined) {
    const below = layersOfImages(parts.image.tree);
    return await writePlatform(op, room, await withSeekableLayers(op, room, { ...parts, below }));
  }
  if (wantsInlineCache(cacheExports)) throw notSupported("an inline cache of a squashed image");
  const whole = await writePlatform(op, room, parts);
  const { image, layers } = await squashed(op, room, { ...whole, id: whole.manifest.digest }, { mode, latest });
  const below = layers.length - 1;
  return await writePlatform(op, room, await withSeekableLayers(op, room, { image, layers, attributes, below }));
}

/** @param parts with how many of the lowest layers are not the build's own */
async function withSeekableLayers(
  op: Op,
  room: ExportRoom,
  { below, ...parts }: PlatformParts & { readonly below: number },
): Promise<PlatformParts> {
  const { compression, forceCompression } = parts.attributes;
  if (compression !== "estargz") return parts;
  const from = forceCompression ? 0 : below;
  return { ...parts, layers: await seekableLayers(op, room, { layers: parts.layers, from }) };
}

interface PlatformParts {
  readonly image: ExportableImage;
  readonly layers: readonly BuiltLayer[];
  readonly attributes: ImageAttributes;
}

async function writePlatform(
  op: Op,
  room: ExportRoom,
  { image, layers, attributes }: PlatformParts,
): Promise<WrittenPlatform> {
  const { sourceDateEpoch } = room.request;
  const latest =
    sourceDateEpoch === undefined ? undefined : new Date(sourceDateEpoch * 1000).toISOString().replace(".000Z", "Z");
  const document = configDocument(image.config, layers, { latest, now: nowRfc3339Nano() });
  const inline = wantsInlineCache(room.request.cacheExports)
    ? { [inlineCacheField]: encodeInlineCache(notAfter(cachedSteps(image), sourceDateEpoch)) }
    : {};
  const config = await room.images.writeDocument(op, { ...document, ...inline });
  const manifest = await room.images.writeDocument(
    op,
    manifestDocument({
      config,
      layers: layers.map(({ descriptor }) => descriptor),
      annotations: annotationsFor(attributes.annotations.manifest, image.key),
    }),
  );
  const { created = "", history = [] } = document;
  return {
    image,
    layers,
    created,
    history,
    config: config.digest,
    manifest: { mediaType: mediaTypes.ociManifest, ...manifest },
  };
}

function notAfter<T extends { readonly createdAt: number }>(steps: readonly T[], epoch: number | undefined): T[] {
  return steps.map((step) => ({ ...step, createdAt: Math.min(step.createdAt, (epoch ?? Infinity) * 1000) }));
}
