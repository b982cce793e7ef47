import type { Op } from "#base/op.ts";
import type { BlobDigest } from "./digest.ts";
import type { ManifestDocument } from "./manifest-document.ts";

/**
 * Where a registry keeps what it has: the server's only view of storage.
 *
 * Vocabulary. A *repository* has blobs, manifests and tags; it is there as soon as it has one of them. A blob that two
 * repositories have may be stored once, but each repository has it only after it was pushed or mounted there.
 * Names, tags and digests are checked by the caller; each is a safe relative path.
 *
 * Everything that resolves survives a power cut. Reads of manifests, tags and referrers come from memory.
 */
export interface RegistryStorage {
  /** A blob that the repository has. Asking for one keeps it from being collected for a while. */
  blob(op: Op, repository: string, digest: BlobDigest): Promise<StoredBlob | undefined>;

  /** Makes a finished file a blob of the repository. The file is durable and its digest was checked; it is moved. */
  adoptBlob(op: Op, repository: string, file: FinishedFile): Promise<void>;

  /** Gives the repository a blob that another one has; false when that has none. */
  mountBlob(op: Op, repository: string, blob: { readonly digest: BlobDigest; readonly from: string }): Promise<boolean>;

  /** False when the repository has no such blob. */
  deleteBlob(op: Op, repository: string, digest: BlobDigest): Promise<boolean>;

  manifest(op: Op, repository: string, reference: ManifestReference): Promise<StoredManifest | undefined>;

  /** Stores a manifest, under a tag too where one is given. @throws RegistryError MANIFEST_BLOB_UNKNOWN · MANIFEST_INVALID */
  putManifest(op: Op, repository: string, manifest: IncomingManifest): Promise<void>;

  /** Takes the manifest and all tags that stand for it away; false when there is none. */
  deleteManifest(op: Op, repository: string, digest: BlobDigest): Promise<boolean>;

  /** False when there is no such tag. */
  deleteTag(op: Op, repository: string, tag: string): Promise<boolean>;

  /** All tags in the order of their bytes; undefined when there is no such repository. */
  tags(op: Op, repository: string): Promise<readonly string[] | undefined>;

  /** Descriptors of the manifests whose subject is `digest`. */
  referrers(op: Op, repository: string, digest: BlobDigest): Promise<readonly Referrer[]>;

  /** Names of the repositories that have a manifest, in the order of their bytes. */
  repositories(op: Op): Promise<readonly string[]>;
}

export interface StoredBlob {
  /** A file that does not change, and is not removed while it is open. */
  readonly path: string;
  readonly sizeBytes: number;
  /**
   * The file is still being filled: resolves with its size once it is larger than `pastBytes`.
   * @throws when it will not be filled
   */
  readonly grown?: (pastBytes: number) => Promise<number>;
  /** Where the file is when it is full. */
  readonly movesTo?: string;
}

export interface FinishedFile {
  readonly path: string;
  readonly digest: BlobDigest;
  readonly sizeBytes: number;
}

export type ManifestReference = { readonly tag: string } | { readonly digest: BlobDigest };

export interface StoredManifest {
  readonly digest: BlobDigest;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly path: string;
}

export interface IncomingManifest {
  readonly bytes: Uint8Array;
  readonly digest: BlobDigest;
  readonly document: ManifestDocument;
  readonly tag?: string;
  /** What it names need not be there: it is fetched from elsewhere when it is asked for. */
  readonly partial?: boolean;
}

/** A descriptor as the referrers API shows it. */
export interface Referrer {
  readonly mediaType: string;
  readonly digest: BlobDigest;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}
