import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { Descriptor } from "#formats/oci/image.ts";

/**
 * The content store: blobs by digest (manifests, configs, layers as they came). A blob never changes.
 *
 * Lifecycle. An *ingest* takes bytes of unknown digest, hashes them while it writes, and ends with `commit` or `abort`.
 * A committed blob can be read at once, but survives a power cut only after `sync` has resolved: callers commit
 * everything that belongs together, sync once, and only then save the records that name the blobs.
 */
export interface ContentStore {
  /** Takes the remains of a crash away and learns what is there. Called once at boot, before anything else. */
  recover(op: Op): Promise<void>;

  /** Begins a new blob. */
  ingest(op: Op): Promise<Ingest>;

  /** Size of a blob, undefined when it is not there. From memory. */
  sizeOf(digest: Digest): number | undefined;

  /** A whole blob. @throws not-found · resource-exhausted when it is larger than `limitBytes` */
  read(op: Op, digest: Digest, options: { readonly limitBytes: number }): Promise<Buffer>;

  /** Where the blob's bytes are, for a Worker to open. @throws not-found */
  pathOf(digest: Digest): string;

  /** Every blob. From memory. */
  blobs(): Iterable<readonly [Digest, number]>;

  /** Makes all that was committed before the call survive a power cut. */
  sync(op: Op): Promise<void>;

  /** Says which images there are, for tools that read the store as an OCI layout. Derived: never synced, never read back. */
  publishIndex(op: Op, images: readonly Descriptor[]): Promise<void>;

  /** Removes blobs; none of them need be there. */
  remove(op: Op, digests: Iterable<Digest>): Promise<void>;
}

export interface Ingest {
  /** Bytes are written in the order of the calls; the chunk may be reused once the call has resolved. */
  write(chunk: Uint8Array): Promise<void>;
  /** Makes the blob readable; a blob that was there already stays. @throws invalid-argument when it is not `expected` */
  commit(expected?: Digest): Promise<{ readonly digest: Digest; readonly sizeBytes: number }>;
  /** Takes the bytes away. No error after commit. */
  abort(): Promise<void>;
}
