import { readFile } from "node:fs/promises";
import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { isLayerType, mediaTypes } from "#formats/oci/media-types.ts";
import type {
  FinishedFile,
  IncomingManifest,
  ManifestReference,
  Referrer,
  RegistryStorage,
  StoredBlob,
  StoredManifest,
} from "#registry-server/contract.ts";
import type { BlobDigest } from "#registry-server/digest.ts";
import { denied, manifestInvalid, referencesUnknown } from "#registry-server/errors.ts";
import type { FolderStorage } from "#registry-server/folder/folder-storage.ts";
import { type ManifestDocument, readManifestDocument } from "#registry-server/manifest-document.ts";
import { isRepositoryName } from "#registry-server/names.ts";
import { type EngineCalls, type EnginePush, isEngineDigest } from "./engine-images.ts";

const maxNesting = 16;

/**
 * The images of an engine, and a folder for what is no image (yet): blobs and manifests that were pushed and wait for their tag,
 * referrers, artifacts. A tag that is put on a manifest of an image makes it an image of the engine.
 */
export class EngineStorage implements RegistryStorage {
  readonly #folder: FolderStorage;
  readonly #engine: EngineCalls;

  constructor(folder: FolderStorage, engine: EngineCalls) {
    this.#folder = folder;
    this.#engine = engine;
  }

  async blob(op: Op, repository: string, digest: BlobDigest): Promise<StoredBlob | undefined> {
    const here = await this.#folder.blob(op, repository, digest);
    if (here !== undefined || !isEngineDigest(digest)) return here;
    return await this.#engine.blob(repository, digest);
  }

  adoptBlob(op: Op, repository: string, file: FinishedFile): Promise<void> {
    return this.#folder.adoptBlob(op, repository, file);
  }

  async mountBlob(
    op: Op,
    repository: string,
    { digest, from }: { readonly digest: BlobDigest; readonly from: string },
  ): Promise<boolean> {
    if (await this.#folder.mountBlob(op, repository, { digest, from })) return true;
    const there = isEngineDigest(digest) ? await this.#engine.blob(from, digest) : undefined;
    if (there === undefined) return false;
    await this.#folder.adoptLinked(op, repository, { path: there.path, digest, sizeBytes: there.sizeBytes });
    return true;
  }

  async manifest(op: Op, repository: string, reference: ManifestReference): Promise<StoredManifest | undefined> {
    const asked = "tag" in reference || isEngineDigest(reference.digest);
    const found = asked ? await this.#engine.manifest(repository, reference) : undefined;
    return (found as StoredManifest | undefined) ?? (await this.#folder.manifest(op, repository, reference));
  }

  async putManifest(op: Op, repository: string, manifest: IncomingManifest): Promise<void> {
    await this.#checkEdges(op, repository, manifest.document);
    const { tag } = manifest;
    if (tag === undefined || !(await this.#isImage(op, repository, manifest.document))) {
      if (tag !== undefined && (await this.#engine.manifest(repository, { tag })) !== undefined)
        throw denied("an image of the engine has this name, which an artifact cannot take");
      await this.#folder.putManifest(op, repository, { ...manifest, partial: true });
      return;
    }
    // Kept here too until it is an image, so that its file can be linked.
    const { tag: _, ...untagged } = manifest;
    await this.#folder.putManifest(op, repository, { ...untagged, partial: true });
    const files = new Map<BlobDigest, FinishedFile>();
    await this.#gather(op, repository, { digest: manifest.digest, files, depth: 0 });
    const { digest, document, bytes } = manifest;
    const target = { digest, mediaType: document.mediaType, size: bytes.length };
    await this.#receive({ repository, tag, target, files: [...files.values()] });
    await this.#folder.drop(op, repository, files.keys());
  }

  async #receive(push: EnginePush): Promise<void> {
    try {
      await this.#engine.receive(push);
    } catch (error) {
      if (isEngineError(error, "forbidden")) throw denied(error.message);
      if (isEngineError(error, "invalid-argument", "not-found")) throw manifestInvalid(error.message, error);
      throw error;
    }
  }

  /** @throws RegistryError MANIFEST_BLOB_UNKNOWN · MANIFEST_INVALID */
  async #checkEdges(op: Op, repository: string, { edges }: ManifestDocument): Promise<void> {
    const missing = new Set<BlobDigest>();
    for (const { kind, digest, sizeBytes, foreign } of edges) {
      const found =
        kind === "manifest" ? await this.manifest(op, repository, { digest }) : await this.blob(op, repository, digest);
      if (found === undefined && !foreign) missing.add(digest);
      if (found !== undefined && found.sizeBytes !== sizeBytes)
        throw manifestInvalid(`${digest} has ${found.sizeBytes} bytes, and not ${sizeBytes}`);
    }
    if (missing.size > 0) throw referencesUnknown([...missing]);
  }

  /** Whether containers can be made of it: other artifacts stay in the folder. */
  async #isImage(op: Op, repository: string, { edges }: ManifestDocument, depth = 0): Promise<boolean> {
    if (depth > maxNesting) return false;
    for (const { kind, mediaType, digest } of edges) {
      if (mediaType === mediaTypes.ociConfig || mediaType === mediaTypes.dockerConfig || isLayerType(mediaType))
        return true;
      if (kind !== "manifest") continue;
      const child = await this.#document(op, repository, digest);
      if (child !== undefined && (await this.#isImage(op, repository, child, depth + 1))) return true;
    }
    return false;
  }

  async #document(op: Op, repository: string, digest: BlobDigest): Promise<ManifestDocument | undefined> {
    const found = await this.manifest(op, repository, { digest });
    return found && readManifestDocument(await readFile(found.path), found.mediaType);
  }

  /** Files of this folder that the image is made of; what the engine has it finds itself. */
  async #gather(
    op: Op,
    repository: string,
    at: { readonly digest: BlobDigest; readonly files: Map<BlobDigest, FinishedFile>; readonly depth: number },
  ): Promise<void> {
    const manifest = await this.#folder.manifest(op, repository, { digest: at.digest });
    if (manifest !== undefined) at.files.set(at.digest, manifest);
    const document = at.depth > maxNesting ? undefined : await this.#document(op, repository, at.digest);
    for (const { kind, digest } of document?.edges ?? []) {
      if (at.files.has(digest)) continue;
      if (kind === "manifest") await this.#gather(op, repository, { ...at, digest, depth: at.depth + 1 });
      const blob = kind === "blob" ? await this.#folder.blob(op, repository, digest) : undefined;
      if (blob !== undefined) at.files.set(digest, { digest, path: blob.path, sizeBytes: blob.sizeBytes });
    }
  }

  async tags(op: Op, repository: string): Promise<readonly string[] | undefined> {
    const here = await this.#folder.tags(op, repository);
    const there = await this.#engine.tags(repository);
    if (here === undefined && there.length === 0) return undefined;
    return [...new Set([...(here ?? []), ...there])].sort();
  }

  referrers(op: Op, repository: string, digest: BlobDigest): Promise<readonly Referrer[]> {
    return this.#folder.referrers(op, repository, digest);
  }

  async repositories(op: Op): Promise<readonly string[]> {
    const here = await this.#folder.repositories(op);
    // A name with the port of another registry cannot be asked for here.
    const there = (await this.#engine.repositories()).filter(isRepositoryName);
    return [...new Set([...here, ...there])].sort();
  }

  deleteBlob(op: Op, repository: string, digest: BlobDigest): Promise<boolean> {
    return this.#folder.deleteBlob(op, repository, digest);
  }

  deleteManifest(op: Op, repository: string, digest: BlobDigest): Promise<boolean> {
    return this.#folder.deleteManifest(op, repository, digest);
  }

  deleteTag(op: Op, repository: string, tag: string): Promise<boolean> {
    return this.#folder.deleteTag(op, repository, tag);
  }
}
