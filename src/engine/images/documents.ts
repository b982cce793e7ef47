import { open } from "node:fs/promises";
import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { ContentStore } from "#core/content/contract.ts";
import { type Compression, detectCompression, detectionBytes } from "#formats/archive/compression.ts";
import { decodeConfig, decodeDocument, maxConfigBytes, maxDocumentBytes } from "#formats/oci/decode.ts";
import type { Descriptor, ImageConfig } from "#formats/oci/image.ts";
import { badDocument } from "#formats/oci/json.ts";

/** Reads the manifest or index that `descriptor` names. @throws not-found · invalid-argument */
export async function readDocument(
  op: Op,
  content: ContentStore,
  descriptor: Descriptor,
): Promise<ReturnType<typeof decodeDocument>> {
  checkSize(content, descriptor);
  const bytes = await content.read(op, descriptor.digest, { limitBytes: maxDocumentBytes });
  return decodeDocument(bytes, descriptor.mediaType);
}

/** Reads an image config. @throws not-found · invalid-argument */
export async function readConfig(op: Op, content: ContentStore, digest: Digest): Promise<ImageConfig> {
  return decodeConfig(await content.read(op, digest, { limitBytes: maxConfigBytes }));
}

/** @throws invalid-argument when the blob has another size than its descriptor says */
export function checkSize(content: ContentStore, descriptor: Descriptor): void {
  const size = content.sizeOf(descriptor.digest);
  if (size !== undefined && size !== descriptor.size) {
    throw badDocument(
      `descriptor of ${descriptor.digest}`,
      `size is ${descriptor.size}, the content has ${size} bytes`,
    );
  }
}

/** How a layer's blob is packed, by its first bytes. */
export async function compressionOf(path: string): Promise<Compression> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(detectionBytes), 0, detectionBytes, 0);
    return detectCompression(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** Stores a document made here. */
export async function writeDocument(
  op: Op,
  content: ContentStore,
  document: object,
): Promise<{ digest: Digest; size: number }> {
  const ingest = await content.ingest(op);
  try {
    await ingest.write(Buffer.from(JSON.stringify(document)));
    const { digest, sizeBytes } = await ingest.commit();
    return { digest, size: sizeBytes };
  } finally {
    await ingest.abort();
  }
}
