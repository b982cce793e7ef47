import type { Digest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { treeLayers } from "#core/build/image/tree-layers.ts";
import type { ClientStores } from "#core/build/session.ts";
import type { OciLayoutSource } from "#core/build/source-operations.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import { decodeConfig, decodeDocument, maxConfigBytes, maxDocumentBytes } from "#formats/oci/decode.ts";
import type { Descriptor, ImageConfig, Platform } from "#formats/oci/image.ts";
import { platformText } from "#formats/oci/platform.ts";
import { matchingEntries } from "#formats/oci/platform-match.ts";
import { mediaTypeOf, readWhole } from "./client-store.ts";

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
