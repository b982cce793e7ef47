import { createHash } from "node:crypto";
import type { Digest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { BuildSession, ClientStores } from "#core/build/session.ts";
import type { OciLayoutSource } from "#core/build/source-operations.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import { chainIds } from "#formats/oci/chain-id.ts";
import { decodeConfig, decodeDocument, maxConfigBytes, maxDocumentBytes } from "#formats/oci/decode.ts";
import type { Descriptor, ImageConfig, Platform } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { platformText } from "#formats/oci/platform.ts";
import { matchingEntries } from "#formats/oci/platform-match.ts";

/** An index may name another; no honest one goes deeper. */
const maxDepth = 4;

/** An image of a client's store, by its documents. */
export interface LayoutImage {
  readonly manifest: Descriptor;
  readonly config: ImageConfig;
  /** Manifest, config and layers: all blobs that it is made of. */
  readonly blobs: readonly Descriptor[];
  readonly layers: readonly TreeLayer[];
}

/** @throws not-found for a client without stores */
export function storesOf({ stores }: Pick<BuildSession, "stores">, store: string): ClientStores {
  if (stores === undefined) throw new EngineError("not-found", `the client offers no content store ${store}`);
  return stores;
}

/** Reads what a digest of a client's store names for a platform. @throws not-found · invalid-argument */
export async function readLayoutImage(op: Op, stores: ClientStores, source: OciLayoutSource): Promise<LayoutImage> {
  const { store, digest, platform } = source;
  const read = (blob: Digest, limitBytes: number) => readWhole(stores.readBlob(op, store, blob), blob, limitBytes);
  let target = digest;
  for (let depth = 0; depth < maxDepth; depth++) {
    const bytes = await read(target, maxDocumentBytes);
    const mediaType = mediaTypeOf(bytes);
    const document = decodeDocument(bytes, mediaType);
    if ("index" in document) {
      target = entryFor(document.index.manifests, platform, digest).digest;
      continue;
    }
    const { config, layers } = document.manifest;
    const decoded = decodeConfig(await read(config.digest, maxConfigBytes));
    const manifest = { mediaType, digest: target, size: bytes.length };
    return { manifest, config: decoded, blobs: [...layers, config, manifest], layers: treeLayers(decoded, layers) };
  }
  throw new EngineError("invalid-argument", `image index ${digest} names indexes without end`);
}

function entryFor(entries: readonly Descriptor[], platform: Platform, digest: Digest): Descriptor {
  const [entry] = matchingEntries(entries, platform);
  if (entry !== undefined) return entry;
  throw new EngineError("not-found", `no match for platform in manifest ${digest}: ${platformText(platform)}`);
}

/** What a document says that it is, or what it looks like. */
function mediaTypeOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("utf8");
  try {
    const { mediaType, manifests } = JSON.parse(text) as { readonly mediaType?: unknown; readonly manifests?: unknown };
    if (typeof mediaType === "string") return mediaType;
    return manifests === undefined ? mediaTypes.ociManifest : mediaTypes.ociIndex;
  } catch {
    return mediaTypes.ociManifest;
  }
}

function treeLayers({ rootfs }: ImageConfig, layers: readonly Descriptor[]): TreeLayer[] {
  const diffIds = rootfs?.diff_ids ?? [];
  if (diffIds.length !== layers.length)
    throw new EngineError("invalid-argument", `mismatched image rootfs and manifest layers`);
  const chain = chainIds(diffIds);
  return layers.map(({ digest }, at) => ({
    of: "image",
    chainId: chain[at] as Digest,
    diffId: diffIds[at] as Digest,
    blob: digest,
  }));
}

async function readWhole(content: AsyncIterable<Uint8Array>, digest: Digest, limitBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of content) {
    sizeBytes += piece.length;
    if (sizeBytes > limitBytes)
      throw new EngineError("resource-exhausted", `blob ${digest} is larger than ${limitBytes} bytes`);
    pieces.push(Buffer.from(piece));
  }
  const bytes = Buffer.concat(pieces);
  const found = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  if (found !== digest)
    throw new EngineError("invalid-argument", `blob ${digest} of the client has the digest ${found}`);
  return bytes;
}
