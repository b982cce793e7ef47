import { createHash } from "node:crypto";
import type { Digest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";
import type { BuildSession, ClientStores } from "#core/build/session.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";

/** @throws not-found for a client without stores */
export function storesOf({ stores }: Pick<BuildSession, "stores">, store: string): ClientStores {
  if (stores === undefined) throw new EngineError("not-found", `the client offers no content store ${store}`);
  return stores;
}

/** What a document says that it is, or what it looks like. */
export function mediaTypeOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("utf8");
  try {
    const { mediaType, manifests } = JSON.parse(text) as { readonly mediaType?: unknown; readonly manifests?: unknown };
    if (typeof mediaType === "string") return mediaType;
    return manifests === undefined ? mediaTypes.ociManifest : mediaTypes.ociIndex;
  } catch {
    return mediaTypes.ociManifest;
  }
}

/** A blob of a client, checked. @throws resource-exhausted · invalid-argument */
export async function readWhole(
  content: AsyncIterable<Uint8Array>,
  digest: Digest,
  limitBytes: number,
): Promise<Uint8Array> {
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
