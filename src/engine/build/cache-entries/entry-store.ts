import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";

/** A file of this machine, or bytes in memory. */
export type EntryContent =
  | { readonly path: string; readonly digest: Digest; readonly sizeBytes: number }
  | { readonly bytes: Uint8Array };

/** Where a cache is that knows no manifests: blobs by their digests, and a config by the cache's name. */
export interface EntryStore {
  hasBlob(op: Op, digest: Digest): Promise<boolean>;
  /** @throws not-found */
  readBlob(op: Op, digest: Digest): Promise<AsyncIterable<Uint8Array>>;
  writeBlob(op: Op, digest: Digest, content: EntryContent): Promise<void>;

  /** Configs of caches that count, the first before the others; none where nothing was written yet. */
  configs(op: Op): Promise<readonly Uint8Array[]>;
  /** Replaces the config. */
  writeConfig(op: Op, config: Uint8Array): Promise<void>;
}
