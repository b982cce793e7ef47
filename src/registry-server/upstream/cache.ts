import type { Op } from "#base/op.ts";
import type { RegistryStorage } from "../contract.ts";
import type { BlobDigest } from "../digest.ts";

/** What a storage is asked besides, to stand between clients and an upstream. */
export interface CacheStorage extends RegistryStorage {
  /** How the tag came to stand for what it does. */
  originOf(repository: string, tag: string): "pushed" | "fetched" | undefined;

  /** The size of a blob that a manifest of the repository names. */
  sizeNamed(op: Op, repository: string, digest: BlobDigest): Promise<number | undefined>;

  /** Gives the repository a blob that any has; false when none has. */
  linkBlob(op: Op, repository: string, digest: BlobDigest): Promise<boolean>;

  /** Where a blob is or would be. */
  pathOf(digest: BlobDigest): string;
}
