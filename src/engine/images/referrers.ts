import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { ContentStore } from "#core/content/contract.ts";
import { decodeDocument, maxDocumentBytes } from "#formats/oci/decode.ts";
import type { Descriptor, ImageManifest } from "#formats/oci/image.ts";
import { isIndexType } from "#formats/oci/media-types.ts";
import type { ImageRecord } from "./records.ts";

/** With the kind of artifact, as a registry's list of referrers has it. */
export interface Referrer {
  readonly descriptor: Descriptor;
  readonly manifest: ImageManifest;
}

/**
 * Signatures, attestations and the like that an image has beside what its target names, as far as they speak of `subjects` or of
 * each other (`subject`, image spec, manifest.md).
 */
export async function referrersOf(
  op: Op,
  content: ContentStore,
  image: { readonly record: ImageRecord; readonly subjects: Iterable<Digest> },
): Promise<Referrer[]> {
  const seen = new Set(image.subjects);
  const candidates = await candidatesOf(op, content, { record: image.record, seen });
  const found: Referrer[] = [];
  for (let before = -1; before !== found.length; ) {
    before = found.length;
    for (const candidate of candidates) {
      const { digest } = candidate.descriptor;
      const { subject } = candidate.manifest;
      if (seen.has(digest) || subject === undefined || !seen.has(subject.digest)) continue;
      seen.add(digest);
      found.push(candidate);
    }
  }
  return found;
}

async function candidatesOf(
  op: Op,
  content: ContentStore,
  { record, seen }: { readonly record: ImageRecord; readonly seen: ReadonlySet<Digest> },
): Promise<Referrer[]> {
  const found: Referrer[] = [];
  for (const { descriptor, available } of record.manifests) {
    if (!available || seen.has(descriptor.digest) || isIndexType(descriptor.mediaType)) continue;
    const manifest = await readManifest(op, content, descriptor);
    if (manifest?.subject === undefined) continue;
    const artifactType = manifest.artifactType ?? manifest.config.mediaType;
    found.push({ descriptor: { artifactType, ...descriptor }, manifest });
  }
  return found;
}

async function readManifest(
  op: Op,
  content: ContentStore,
  { digest, mediaType }: Descriptor,
): Promise<ImageManifest | undefined> {
  const bytes = await content.read(op, digest, { limitBytes: maxDocumentBytes });
  const document = decodeDocument(bytes, mediaType);
  return "manifest" in document ? document.manifest : undefined;
}

/** Every document that a target leads to and that is here, itself included. */
export async function documentsBelow(op: Op, content: ContentStore, target: Descriptor): Promise<Set<Digest>> {
  const seen = new Set<Digest>();
  const rest = [target];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { digest, mediaType } = next;
    if (seen.has(digest)) continue;
    seen.add(digest);
    if (!isIndexType(mediaType) || content.sizeOf(digest) === undefined) continue;
    const document = decodeDocument(await content.read(op, digest, { limitBytes: maxDocumentBytes }), mediaType);
    if ("index" in document) rest.push(...document.index.manifests);
  }
  return seen;
}
