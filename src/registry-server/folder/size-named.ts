import { readFile } from "node:fs/promises";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { BlobDigest } from "../digest.ts";
import { readManifestDocument } from "../manifest-document.ts";
import type { FolderContext } from "./folder-storage.ts";

/** The size that a manifest of the repository says a blob has; the manifests that came last are looked at first. */
export async function sizeNamedBy(
  op: Op,
  { repositories, blobs }: FolderContext,
  { repository, digest }: { readonly repository: string; readonly digest: BlobDigest },
): Promise<number | undefined> {
  const manifests = [...(repositories.get(repository)?.manifests ?? [])].reverse();
  for (const [name, { mediaType }] of manifests) {
    throwIfEnded(op);
    const { edges } = readManifestDocument(await readFile(blobs.path(name)), mediaType);
    const edge = edges.find((named) => named.kind === "blob" && named.digest === digest);
    if (edge !== undefined) return edge.sizeBytes;
  }
  return undefined;
}
