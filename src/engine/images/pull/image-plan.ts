import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { ContentStore } from "#core/content/contract.ts";
import { configNotPulled, rootFsMismatch, unsupportedMediaType, wrongConfigClass } from "#core/image/pull-errors.ts";
import type { Repository } from "#core/registry/contract.ts";
import { chainIds } from "#formats/oci/chain-id.ts";
import { decodeConfig, maxConfigBytes } from "#formats/oci/decode.ts";
import type { Descriptor, ImageConfig, ImageManifest } from "#formats/oci/image.ts";
import { badDocument } from "#formats/oci/json.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { storeBytes } from "./target.ts";

/** A layer that an image wants. */
export interface WantedLayer {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
  readonly chainId: Digest;
  readonly parent: Digest | undefined;
}

export interface ImagePlan {
  readonly config: ImageConfig;
  /** Bottom first. */
  readonly layers: readonly WantedLayer[];
}

/** What one overlay mount takes. */
const maxLayers = 127;

/** Config types of images; the odd ones stand in old images (moby distribution/manifest.go, defaultImageTypes). */
const configTypes = new Set<string>([
  mediaTypes.dockerConfig,
  mediaTypes.ociConfig,
  "application/octet-stream",
  "application/json",
  "text/html",
  "",
]);

/** @throws invalid-argument for what is no image of a file system */
export function checkMediaTypes(manifest: ImageManifest): void {
  const { mediaType } = manifest.config;
  if (manifest.mediaType === mediaTypes.dockerManifest && !configTypes.has(mediaType))
    throw wrongConfigClass(mediaType);
  for (const part of [manifest.config, ...manifest.layers]) {
    const type = part.mediaType.toLowerCase();
    if (type.startsWith("application/vnd.docker.ai.")) throw unsupportedMediaType(part.mediaType);
    const known = /^application\/vnd\.(?:oci\.image|docker)\./.test(type) || configTypes.has(type);
    if (!known) throw unsupportedMediaType(part.mediaType);
  }
}

/** Fetches the config and lays out what is to be unpacked. @throws invalid-argument */
export async function planImage(
  op: Op,
  from: { readonly content: ContentStore; readonly repository: Repository },
  manifest: ImageManifest,
): Promise<ImagePlan> {
  checkMediaTypes(manifest);
  const config = await fetchConfig(op, from, manifest.config).catch((error: unknown) => {
    throw configNotPulled(error);
  });
  const diffIds = config.rootfs?.diff_ids ?? [];
  if (diffIds.length !== manifest.layers.length) throw rootFsMismatch();
  if (diffIds.length > maxLayers) throw badDocument("image", "max depth exceeded");
  const chain = chainIds(diffIds);
  const layers: WantedLayer[] = [];
  for (const [at, descriptor] of manifest.layers.entries()) {
    const [diffId, chainId] = [diffIds[at], chain[at]];
    if (diffId === undefined || chainId === undefined) throw new TypeError("a layer without a diff id");
    layers.push({ descriptor, diffId, chainId, parent: chain[at - 1] });
  }
  return { config, layers };
}

async function fetchConfig(
  op: Op,
  { content, repository }: { readonly content: ContentStore; readonly repository: Repository },
  config: Descriptor,
): Promise<ImageConfig> {
  const { digest } = config;
  if (content.sizeOf(digest) !== undefined) {
    return decodeConfig(await content.read(op, digest, { limitBytes: maxConfigBytes }));
  }
  const bytes = await repository.blob(op, config, { limitBytes: maxConfigBytes });
  const decoded = decodeConfig(bytes);
  await storeBytes(op, content, { digest, bytes });
  return decoded;
}
