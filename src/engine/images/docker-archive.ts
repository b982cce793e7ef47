import { createReadStream } from "node:fs";
import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { ContentStore } from "#core/content/contract.ts";
import { invalidArchive, layersMismatch } from "#core/image/errors.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { FieldReader, parseJson } from "#formats/oci/json.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { parseReference } from "#formats/reference/reference.ts";
import { withPlainBytes } from "#sys/plain-bytes.ts";
import { archiveName } from "./archive-name.ts";
import { compressionOf, readConfig, writeDocument } from "./documents.ts";
import { cleanName, type SpooledArchive, type SpooledBlob } from "./spool.ts";

/** An image that an archive brings: a target, with one name or none. */
export interface IncomingImage {
  readonly target: Descriptor;
  /** Normalised. */
  readonly name: string | undefined;
}

/** More than anybody saves into one archive; each gets a manifest, which is a file. */
const maxImages = 2_000;

const layerTypes = {
  none: mediaTypes.dockerLayer,
  gzip: mediaTypes.dockerLayerGzip,
  zstd: mediaTypes.dockerLayerZstd,
} as const;

/**
 * The images of a docker archive (`docker save`, image spec v1.2). Each gets a manifest of its layers as they are stored,
 * so the same archive always gives the same image ids.
 */
export async function readDockerArchive(
  op: Op,
  content: ContentStore,
  archive: SpooledArchive,
): Promise<IncomingImage[]> {
  const document = archive.documents.get("manifest.json");
  const items = document === undefined ? null : parseJson(document, "manifest.json");
  if (items === null) throw invalidArchive("unrecognized image format");
  if (!Array.isArray(items)) throw invalidArchive('untar manifest "manifest.json": not a list');
  if (items.length > maxImages) throw invalidArchive(`manifest.json has ${items.length} images, which is too many`);
  const incoming: IncomingImage[] = [];
  for (const [index, item] of items.entries()) {
    const fields = new FieldReader(item, `manifest.json: [${index}]`);
    const names = (fields.strings("RepoTags") ?? []).map(archiveName);
    const target = await writeManifest(op, content, { archive, fields });
    if (names.length === 0) incoming.push({ target, name: undefined });
    for (const name of names) incoming.push({ target: withName(target, name), name });
  }
  return incoming;
}

async function writeManifest(
  op: Op,
  content: ContentStore,
  from: { readonly archive: SpooledArchive; readonly fields: FieldReader },
): Promise<Descriptor> {
  const configName = from.fields.string("Config") ?? "";
  const config = memberOf(from.archive, configName);
  if (config === undefined) throw invalidArchive(`image config ${JSON.stringify(configName)} not found`);
  const names = from.fields.strings("Layers") ?? [];
  const { rootfs } = await readConfig(op, content, config.digest);
  const expected = rootfs?.diff_ids.length ?? 0;
  if (expected !== names.length) throw layersMismatch(expected, names.length);
  const layers: Descriptor[] = [];
  for (const name of names) layers.push(await describeLayer(op, content, { archive: from.archive, name }));
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.dockerManifest,
    config: { mediaType: mediaTypes.dockerConfig, digest: config.digest, size: config.sizeBytes },
    layers,
  };
  return { mediaType: mediaTypes.dockerManifest, ...(await writeDocument(op, content, manifest)) };
}

async function describeLayer(
  op: Op,
  content: ContentStore,
  { archive, name }: { readonly archive: SpooledArchive; readonly name: string },
): Promise<Descriptor> {
  const layer = memberOf(archive, name);
  if (layer === undefined) throw invalidArchive(`failed to resolve layers: layer ${JSON.stringify(name)} not found`);
  const compression = await compressionOf(content.pathOf(layer.digest));
  if (compression === "xz" || compression === "bzip2") {
    const { digest, sizeBytes } = await storePlain(op, content, layer.digest);
    return { mediaType: layerTypes.none, digest, size: sizeBytes };
  }
  return { mediaType: layerTypes[compression], digest: layer.digest, size: layer.sizeBytes };
}

/** A layer in a packing that docker archives may have and images may not, as it is in an image: plain. */
async function storePlain(op: Op, content: ContentStore, packed: Digest): Promise<SpooledBlob> {
  const ingest = await content.ingest(op);
  try {
    await withPlainBytes(op, createReadStream(content.pathOf(packed)), async (plain) => {
      for await (const bytes of plain) await ingest.write(bytes);
    });
    return await ingest.commit();
  } finally {
    await ingest.abort();
  }
}

/** A member by name, through links to other members. */
function memberOf(archive: SpooledArchive, name: string): SpooledBlob | undefined {
  let at = cleanName(name);
  for (let hops = 0; hops < 10; hops++) {
    const next = archive.links.get(at);
    if (next === undefined) return archive.blobs.get(at);
    at = next;
  }
  return undefined;
}

/** The annotations that containerd's import gives an image's target. */
export function withName(target: Descriptor, name: string): Descriptor {
  const tag = parseReference(name).tag;
  const annotations = {
    "io.containerd.image.name": name,
    "org.opencontainers.image.ref.name": tag ?? name,
  };
  return { ...target, annotations };
}
