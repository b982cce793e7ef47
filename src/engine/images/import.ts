import type { Digest } from "#base/digest.ts";
import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { nowRfc3339Nano } from "#base/time.ts";
import type { ContentStore } from "#core/content/contract.ts";
import { applyChanges } from "#core/image/changes/apply.ts";
import { damagedImport, unsupportedSystem } from "#core/image/errors.ts";
import type { Descriptor, Platform } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { familiarText, parseReference } from "#formats/reference/reference.ts";
import { withPlainBytes } from "#sys/plain-bytes.ts";
import { admitImage } from "./admit.ts";
import type { ImageContext } from "./dependencies.ts";
import { describeImage } from "./describe.ts";
import { withName } from "./docker-archive.ts";
import { writeDocument } from "./documents.ts";
import { givenName } from "./given-name.ts";
import { HeldContent } from "./held-content.ts";
import { emitImageEvent } from "./image-events.ts";
import { storeImage } from "./store-image.ts";

export interface ImportOptions {
  /** Empty: the image gets no name. */
  readonly repo: string;
  readonly tag: string;
  readonly message: string;
  /** Dockerfile instructions. */
  readonly changes: readonly string[];
  /** This machine's where it is undefined. */
  readonly platform?: Platform;
}

/** Makes an image whose one layer is an archive (plain or packed). Durable when it resolves. @returns its id */
export async function importImage(
  op: Op,
  context: ImageContext,
  input: { readonly archive: AsyncIterable<Uint8Array>; readonly options: ImportOptions },
): Promise<Digest> {
  const { options } = input;
  const name = givenName(options);
  const platform = options.platform ?? context.platform;
  if (platform.os !== "linux") throw unsupportedSystem();
  const config = applyChanges({}, options.changes);
  await using held = new HeldContent(op, context);
  const layer = await ingest(op, { content: context.content, held }, input.archive);
  const { record, target } = await context.holding(op, async () => {
    const plain = await writeImage(op, context, { layer, config, platform, message: options.message });
    const target = name === undefined ? plain : withName(plain, name);
    await admitImage(op, context.events, { by: "import", target, names: name === undefined ? [] : [name] });
    const record = await describeImage(op, context.content, target);
    await storeImage(op, context, { record, target, name, by: "import" }).catch(refuseDamage);
    return { record, target };
  });
  if (name !== undefined) emitImageEvent(context, "tag", { record, name: familiarText(parseReference(name)) });
  emitImageEvent(context, "import", { record, name: target.digest });
  return target.digest;
}

interface StoredLayer {
  readonly digest: Digest;
  readonly size: number;
}

/** Takes as long as the client likes; the layer is held. */
async function ingest(
  op: Op,
  { content, held }: { readonly content: ContentStore; readonly held: HeldContent },
  archive: AsyncIterable<Uint8Array>,
): Promise<StoredLayer> {
  const ingest = await content.ingest(op);
  try {
    await withPlainBytes(op, archive, async (plain) => {
      for await (const chunk of plain) await ingest.write(chunk);
    }).catch(refuseDamage);
    const { digest, sizeBytes } = await held.holdNew(() => ingest.commit());
    return { digest, size: sizeBytes };
  } finally {
    await ingest.abort();
  }
}

async function writeImage(
  op: Op,
  { content }: ImageContext,
  image: {
    readonly layer: StoredLayer;
    readonly config: object;
    readonly platform: Platform;
    readonly message: string;
  },
): Promise<Descriptor> {
  const { layer, config, platform, message } = image;
  const created = nowRfc3339Nano();
  const { architecture, os, variant } = platform;
  const document = {
    ...{ architecture, os, created, config },
    ...(variant === undefined ? {} : { variant }),
    history: [{ created, ...(message === "" ? {} : { comment: message }) }],
    rootfs: { type: "layers", diff_ids: [layer.digest] },
  };
  const configDescriptor = { mediaType: mediaTypes.ociConfig, ...(await writeDocument(op, content, document)) };
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: configDescriptor,
    layers: [{ mediaType: mediaTypes.ociLayer, ...layer }],
  };
  return { mediaType: mediaTypes.ociManifest, ...(await writeDocument(op, content, manifest)) };
}

/** Damage of the archive is the engine's failure, as in Docker. */
function refuseDamage(error: unknown): never {
  throw isEngineError(error, "invalid-argument") ? damagedImport(error) : error;
}
