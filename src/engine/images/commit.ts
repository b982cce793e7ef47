import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import { nowRfc3339Nano } from "#base/time.ts";
import type { LayerStream } from "#core/files/contract.ts";
import type { CommitRequest, CommittedImage } from "#core/image/contract.ts";
import { noSuchImage } from "#core/image/errors.ts";
import type { Descriptor, HistoryEntry, RunConfig } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { familiarText, parseReference } from "#formats/reference/reference.ts";
import { admitImage } from "./admit.ts";
import type { ImageContext } from "./dependencies.ts";
import { describeImage } from "./describe.ts";
import { writeDocument } from "./documents.ts";
import { emitImageEvent } from "./image-events.ts";
import type { PlatformImage } from "./records.ts";
import { storeImage } from "./store-image.ts";

/** Makes an image of a container's: one layer more, where there is something in it. Durable when it resolves. */
export async function commitImage(op: Op, context: ImageContext, request: CommitRequest): Promise<CommittedImage> {
  const { name } = request;
  const { record, target } = await context.holding(op, async () => {
    const base = baseOf(context, request);
    const layer = await ingestLayer(op, context, request.layer);
    const target = await writeImage(op, context, { base, layer, request });
    await admitImage(op, context.events, { by: "commit", target, names: name === undefined ? [] : [name] });
    const parent = request.image === undefined ? {} : { parent: request.image.id };
    const record = { ...(await describeImage(op, context.content, target)), ...parent };
    await storeImage(op, context, { record, target, name, by: "commit" });
    return { record, target };
  });
  const familiar = name === undefined ? "" : familiarText(parseReference(name));
  if (name !== undefined) emitImageEvent(context, "tag", { record, name: familiar });
  return { id: target.digest, reference: familiar };
}

type Base = Pick<PlatformImage, "imageConfig" | "layers" | "platform">;

/** What the container was made of. @throws not-found when its content has been removed */
function baseOf(context: ImageContext, { image }: CommitRequest): Base {
  if (image === undefined) return { imageConfig: {}, layers: [], platform: context.platform };
  const candidates = [context.table.image(image.id), ...context.table.images()];
  for (const record of candidates) {
    const found = record?.manifests.find(({ descriptor }) => descriptor.digest === image.manifestDigest);
    if (found?.available === true && found.image !== undefined) return found.image;
  }
  throw noSuchImage(image.id);
}

interface NewLayer {
  readonly blob: Digest;
  readonly size: number;
  readonly diffId: Digest;
}

/** Undefined: nothing differs. */
async function ingestLayer(op: Op, { content }: ImageContext, layer: LayerStream): Promise<NewLayer | undefined> {
  const ingest = await content.ingest(op);
  try {
    for await (const chunk of layer.content) await ingest.write(chunk);
    const diffId = layer.diffId();
    if (diffId === undefined) return undefined;
    const { digest, sizeBytes } = await ingest.commit();
    return { blob: digest, size: sizeBytes, diffId };
  } finally {
    await ingest.abort();
  }
}

interface ImageParts {
  readonly base: Base;
  readonly layer: NewLayer | undefined;
  readonly request: CommitRequest;
}

async function writeImage(op: Op, { content }: ImageContext, parts: ImageParts): Promise<Descriptor> {
  const { base, layer } = parts;
  const config = { mediaType: mediaTypes.ociConfig, ...(await writeDocument(op, content, configOf(parts))) };
  const added =
    layer === undefined ? [] : [{ mediaType: mediaTypes.ociLayerGzip, digest: layer.blob, size: layer.size }];
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config,
    layers: [...base.layers, ...added],
  };
  return { mediaType: mediaTypes.ociManifest, ...(await writeDocument(op, content, manifest)) };
}

function configOf({ base, layer, request }: ImageParts): object {
  const created = nowRfc3339Nano();
  const { imageConfig } = base;
  const author = request.author || (imageConfig.author ?? "");
  const { variant, "os.version": osVersion } = imageConfig;
  const diffIds = imageConfig.rootfs?.diff_ids ?? [];
  const step: HistoryEntry = {
    created,
    ...filled({ created_by: request.command.join(" "), author, comment: request.comment }),
    ...(layer === undefined ? { empty_layer: true } : {}),
  };
  return {
    created,
    ...filled({ author }),
    architecture: imageConfig.architecture || base.platform.architecture,
    ...filled({ variant }),
    os: imageConfig.os || base.platform.os,
    ...filled({ "os.version": osVersion }),
    rootfs: { type: "layers", diff_ids: layer === undefined ? diffIds : [...diffIds, layer.diffId] },
    history: [...(imageConfig.history ?? []), step],
    config: filled(request.config),
  };
}

/** Without what is empty, as Go leaves it out. */
function filled(fields: Readonly<Record<string, unknown>> | RunConfig): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
