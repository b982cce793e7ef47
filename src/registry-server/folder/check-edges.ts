import { compact } from "#formats/oci/json.ts";
import type { IncomingManifest } from "../contract.ts";
import { manifestInvalid, referencesUnknown } from "../errors.ts";
import type { ManifestDocument, ManifestEdge } from "../manifest-document.ts";
import type { BlobFiles } from "./blob-files.ts";
import type { ManifestLink, RepositoryState } from "./repository.ts";

/**
 * Checks that the repository has what a manifest names, as large as it says.
 * @throws RegistryError MANIFEST_BLOB_UNKNOWN · MANIFEST_INVALID
 */
export function checkEdges(state: RepositoryState, blobs: BlobFiles, { edges }: ManifestDocument): void {
  const missing = edges.filter((edge) => !edge.foreign && sizeOf(state, blobs, edge) === undefined);
  if (missing.length > 0) throw referencesUnknown([...new Set(missing.map(({ digest }) => digest))]);
  for (const edge of edges) {
    const size = sizeOf(state, blobs, edge);
    if (size !== undefined && size !== edge.sizeBytes)
      throw manifestInvalid(`${edge.digest} has ${size} bytes, and not ${edge.sizeBytes}`);
  }
}

function sizeOf(state: RepositoryState, blobs: BlobFiles, { kind, digest }: ManifestEdge): number | undefined {
  if (kind === "manifest") return state.manifests.get(digest)?.sizeBytes;
  return state.blobs.has(digest) ? blobs.sizeOf(digest) : undefined;
}

/** What is kept of a manifest. Annotations only where the referrers API shows them. What was pushed once stays so. */
export function linkOf({ bytes, document, partial }: IncomingManifest, known: ManifestLink | undefined): ManifestLink {
  const { mediaType, subject, artifactType, annotations } = document;
  const shown = subject === undefined ? {} : { subject, artifactType, annotations };
  const isFetched = partial === true && (known === undefined || known.fetched === true);
  const origin = isFetched ? { fetched: true } : {};
  return compact<ManifestLink>({ mediaType, sizeBytes: bytes.length, ...shown, ...origin } as ManifestLink);
}
