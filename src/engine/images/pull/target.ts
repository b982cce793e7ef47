import type { Op } from "#base/op.ts";
import type { ContentStore } from "#core/content/contract.ts";
import { noMatchingManifest, ofReference, schemaOneRemoved, unsupportedMediaType } from "#core/image/pull-errors.ts";
import type { Repository, StoredManifest } from "#core/registry/contract.ts";
import { decodeDocument, maxDocumentBytes } from "#formats/oci/decode.ts";
import type { Descriptor, ImageIndex, ImageManifest, Platform } from "#formats/oci/image.ts";
import { badDocument } from "#formats/oci/json.ts";
import { isIndexType, isManifestType } from "#formats/oci/media-types.ts";
import { matchingEntries } from "#formats/oci/platform-match.ts";
import type { Reference } from "#formats/reference/reference.ts";
import type { HeldContent } from "../held-content.ts";

/** What is read of an image's documents, and where from. */
export interface DocumentSource {
  readonly content: ContentStore;
  readonly repository: Repository;
  /** What was asked for, for errors. */
  readonly reference: Reference;
  readonly held: HeldContent;
}

export interface ChosenManifest {
  readonly descriptor: Descriptor;
  readonly manifest: ImageManifest;
}

const maxNesting = 16;
/** Looked into before a manifest is found: an index of indexes must not send us around for ever. */
const maxDocuments = 100;

/** What a tag or digest stands for now: a document of the registry, or the same bytes from here. Stores nothing. */
export async function fetchTarget(
  op: Op,
  source: DocumentSource,
  known: Descriptor | undefined,
): Promise<StoredManifest> {
  const { digest, tag = "latest" } = source.reference;
  if (digest !== undefined) {
    await source.held.hold([digest]);
    return known === undefined ? await source.repository.manifest(op, digest) : await fetchDocument(op, source, known);
  }
  return await fetchDocument(op, source, await source.repository.resolve(op, tag));
}

/** The document of a digest: from here where it is here. */
async function fetchDocument(op: Op, source: DocumentSource, descriptor: Descriptor): Promise<StoredManifest> {
  const { content } = source;
  await source.held.hold([descriptor.digest]);
  if (content.sizeOf(descriptor.digest) === undefined) {
    return await source.repository.manifest(op, descriptor.digest).catch((error: unknown) => {
      throw ofReference(source.reference, error);
    });
  }
  return { descriptor, bytes: await content.read(op, descriptor.digest, { limitBytes: maxDocumentBytes }) };
}

/** Reads a document of a registry. @throws invalid-argument, for schema 1 in Docker's words */
export function readTarget(
  { descriptor, bytes }: StoredManifest,
  reference: Reference,
): { readonly manifest: ImageManifest } | { readonly index: ImageIndex } {
  const { mediaType } = descriptor;
  if (isSchemaOne(mediaType) || claimsSchemaOne(bytes)) throw schemaOneRemoved(reference);
  if (!isIndexType(mediaType) && !isManifestType(mediaType)) throw unsupportedMediaType(mediaType);
  return decodeDocument(bytes, mediaType);
}

function isSchemaOne(mediaType: string): boolean {
  return /^application\/vnd\.docker\.distribution\.manifest\.v1\+(?:json|prettyjws)$/.test(mediaType);
}

function claimsSchemaOne(bytes: Uint8Array): boolean {
  return /^\s*\{\s*"schemaVersion"\s*:\s*1\b/.test(Buffer.from(bytes.subarray(0, 200)).toString("latin1"));
}

/**
 * The manifest below a target that is for `wanted` (told as `shown`), and all documents on the way to it, stored.
 * @throws not-found `no matching manifest for …`
 */
export async function chooseManifest(
  op: Op,
  source: DocumentSource,
  from: { readonly target: StoredManifest; readonly wanted: Platform; readonly shown: Platform },
): Promise<ChosenManifest> {
  const seen = { documents: 0 };
  const chosen = await choose(op, source, { at: from.target, wanted: from.wanted, depth: 0, seen });
  if (chosen === undefined) throw noMatchingManifest(from.shown);
  return chosen;
}

async function choose(
  op: Op,
  source: DocumentSource,
  step: {
    readonly at: StoredManifest;
    readonly wanted: Platform;
    readonly depth: number;
    readonly seen: { documents: number };
  },
): Promise<ChosenManifest | undefined> {
  const { at, wanted, depth, seen } = step;
  seen.documents++;
  if (seen.documents > maxDocuments) throw badDocument("image index", "too many documents");
  if (depth > maxNesting) throw badDocument("image index", "nested too deeply");
  const document = readTarget(at, source.reference);
  await keep(op, source.content, at);
  if ("manifest" in document) return { descriptor: at.descriptor, manifest: document.manifest };
  for (const entry of matchingEntries(document.index.manifests, wanted)) {
    if (!isIndexType(entry.mediaType) && !isManifestType(entry.mediaType) && !isSchemaOne(entry.mediaType)) continue;
    const child = await fetchDocument(op, source, entry);
    const described = { descriptor: { ...child.descriptor, mediaType: entry.mediaType }, bytes: child.bytes };
    const chosen = await choose(op, source, { at: described, wanted, depth: depth + 1, seen });
    if (chosen !== undefined) return chosen;
  }
  return undefined;
}

/** Makes a document a blob. */
async function keep(op: Op, content: ContentStore, { descriptor, bytes }: StoredManifest): Promise<void> {
  if (content.sizeOf(descriptor.digest) === bytes.length) return;
  await storeBytes(op, content, { digest: descriptor.digest, bytes });
}

/** Makes bytes of memory a blob. @throws invalid-argument when they are not what the digest says */
export async function storeBytes(
  op: Op,
  content: ContentStore,
  blob: { readonly digest: Descriptor["digest"]; readonly bytes: Uint8Array },
): Promise<void> {
  const ingest = await content.ingest(op);
  try {
    await ingest.write(blob.bytes);
    await ingest.commit(blob.digest);
  } finally {
    await ingest.abort();
  }
}
