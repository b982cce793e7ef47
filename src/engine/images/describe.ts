import { type Digest, isDigest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { ContentStore } from "#core/content/contract.ts";
import { noSuchBlob } from "#core/content/errors.ts";
import { layersMismatch } from "#core/image/errors.ts";
import { chainIds } from "#formats/oci/chain-id.ts";
import type { Descriptor, ImageManifest } from "#formats/oci/image.ts";
import { badDocument } from "#formats/oci/json.ts";
import { isIndexType, isLayerType, mediaTypes } from "#formats/oci/media-types.ts";
import { checkSize, readConfig, readDocument } from "./documents.ts";
import type { ImageRecord, ManifestKind, ManifestRecord, PlatformImage } from "./records.ts";

const maxNesting = 16;
const maxManifests = 1_000;
/** What one overlay mount takes. */
const maxLayers = 127;

/**
 * Reads everything below a target: indexes, manifests, configs. What an index names may be missing (other platforms are
 * often left out); what a lone manifest names may not. `referrers`, what speaks of the target, are kept beside it.
 * @throws not-found for missing content · invalid-argument for documents that are wrong
 */
export async function describeImage(
  op: Op,
  content: ContentStore,
  target: Descriptor,
  referrers: readonly Descriptor[] = [],
): Promise<ImageRecord> {
  const walk = new Walk(op, content);
  const { annotations: _names, ...plain } = target;
  for (const one of [target, ...referrers]) await walk.visit(one, 0);
  if (!walk.manifests.some(({ image, available }) => image !== undefined && available)) {
    if (walk.missing !== undefined) throw noSuchBlob(walk.missing);
    throw badDocument(`image ${target.digest}`, "it has no manifest of an image");
  }
  return { target: plain, manifests: walk.manifests, blobs: [...walk.blobs] };
}

class Walk {
  readonly manifests: ManifestRecord[] = [];
  readonly blobs = new Map<Digest, number>();
  missing: Digest | undefined;
  readonly #op: Op;
  readonly #content: ContentStore;
  readonly #visited = new Set<Digest>();

  constructor(op: Op, content: ContentStore) {
    this.#op = op;
    this.#content = content;
  }

  async visit(descriptor: Descriptor, depth: number): Promise<void> {
    if (depth > maxNesting) throw badDocument("image index", "nested too deeply");
    if (this.#visited.has(descriptor.digest)) return;
    this.#visited.add(descriptor.digest);
    if (!this.#has(descriptor)) {
      if (!isIndexType(descriptor.mediaType)) this.#addMissing(descriptor);
      return;
    }
    const document = await readDocument(this.#op, this.#content, descriptor);
    if ("index" in document) {
      for (const child of document.index.manifests) await this.visit(child, depth + 1);
      return;
    }
    this.#add(await this.#describe(descriptor, document.manifest));
  }

  #add(manifest: ManifestRecord): void {
    if (this.manifests.length >= maxManifests) throw badDocument("image index", "too many manifests");
    this.manifests.push(manifest);
  }

  #has(descriptor: Descriptor): boolean {
    const size = this.#content.sizeOf(descriptor.digest);
    if (size === undefined) {
      this.missing ??= descriptor.digest;
      return false;
    }
    checkSize(this.#content, descriptor);
    this.blobs.set(descriptor.digest, size);
    return true;
  }

  #addMissing(descriptor: Descriptor): void {
    const kind = kindBy(descriptor) ?? kindByPlatform(descriptor);
    this.#add({ descriptor, kind, available: false, contentBytes: 0 });
  }

  async #describe(descriptor: Descriptor, manifest: ImageManifest): Promise<ManifestRecord> {
    const parts = [manifest.config, ...manifest.layers];
    const present = parts.filter((part) => this.#has(part));
    const contentBytes = present.reduce((sum, part) => sum + part.size, descriptor.size);
    const available = present.length === parts.length;
    const kind: ManifestKind = kindBy(descriptor) ?? (isImage(manifest) ? "image" : "unknown");
    const base = { descriptor, kind, available, contentBytes };
    const attests = descriptor.annotations?.["vnd.docker.reference.digest"];
    if (kind === "attestation" && attests !== undefined && isDigest(attests)) return { ...base, attests };
    const hasConfig = this.#content.sizeOf(manifest.config.digest) !== undefined;
    if (kind !== "image" || !hasConfig) return base;
    return { ...base, image: await this.#readImage(descriptor, manifest) };
  }

  async #readImage(descriptor: Descriptor, manifest: ImageManifest): Promise<PlatformImage> {
    const imageConfig = await readConfig(this.#op, this.#content, manifest.config.digest);
    const diffIds = imageConfig.rootfs?.diff_ids ?? [];
    if (diffIds.length !== manifest.layers.length) throw layersMismatch(diffIds.length, manifest.layers.length);
    if (diffIds.length > maxLayers) throw badDocument("image", "max depth exceeded");
    const { architecture = "", os = "", variant } = imageConfig;
    const own = { architecture, os, ...(variant !== undefined && { variant }) };
    const platform = descriptor.platform ?? own;
    return { platform, config: manifest.config, imageConfig, layers: manifest.layers, chainIds: chainIds(diffIds) };
  }
}

function kindBy(descriptor: Descriptor): "attestation" | undefined {
  const type = descriptor.annotations?.["vnd.docker.reference.type"];
  return type === "attestation-manifest" ? "attestation" : undefined;
}

/** What is not there can only be told by what its index says of it. */
function kindByPlatform({ platform }: Descriptor): ManifestKind {
  return platform === undefined || platform.os === "unknown" ? "unknown" : "image";
}

function isImage(manifest: ImageManifest): boolean {
  if (manifest.layers.length > 0) return manifest.layers.some(({ mediaType }) => isLayerType(mediaType));
  return manifest.config.mediaType === mediaTypes.dockerConfig || manifest.config.mediaType === mediaTypes.ociConfig;
}
