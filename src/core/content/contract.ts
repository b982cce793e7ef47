import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { Descriptor } from "#formats/oci/image.ts";

/**
 * The content store: blobs by digest (manifests, configs, layers as they came). A blob never changes.
 *
 * Lifecycle. An *ingest* takes bytes of unknown digest, hashes them while it writes, and ends with `commit` or `abort`.
 * A committed blob can be read at once, but survives a power cut only after `sync` has resolved: callers commit
 * everything that belongs together, sync once, and only then save the records that name the blobs.
 * A *partial* is the beginning of a blob of known digest, brought from elsewhere and continued where it ends.
 */
export interface ContentStore {
  /** Takes the remains of a crash away and learns what is there. Called once at boot, before anything else. */
  recover(op: Op): Promise<void>;

  /** Begins a new blob. */
  ingest(op: Op): Promise<Ingest>;

  /**
   * The partial of a blob whose digest is known before its bytes: made when it is not there. Its file is appended to by one
   * writer at a time, which the callers see to, and survives restarts and kills; what is in it nobody has checked.
   */
  partial(op: Op, digest: Digest): Promise<PartialBlob>;

  /**
   * Makes a partial that was found to be the whole blob one. A blob that was there already stays.
   * @throws not-found · invalid-argument when it has another size
   */
  adoptPartial(op: Op, blob: { readonly digest: Digest; readonly sizeBytes: number }): Promise<void>;

  /**
   * Makes a file whose size and digest were checked a blob, and leaves it where it is: the two are one file, which must not
   * change any more. A blob that was there already stays.
   */
  adoptFile(op: Op, path: string, blob: { readonly digest: Digest; readonly sizeBytes: number }): Promise<void>;

  /** Takes away the partials that nobody has written to for so long, except those that are `wanted`. @returns their bytes */
  sweepPartials(op: Op, which: { readonly idleMs: number; readonly wanted: ReadonlySet<Digest> }): Promise<number>;

  /** Bytes of all partials, or of those that are not `wanted`. Asks the disk. */
  partialBytes(op: Op, wanted?: ReadonlySet<Digest>): Promise<number>;

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

export interface PartialBlob {
  readonly path: string;
  /** How much is there. */
  readonly sizeBytes: number;
}

/** A file that another appends to until it is a whole blob. What is there does not change any more. */
export interface BlobGrowth {
  /** Resolves when the blob is whole and its digest was found right; rejects with the reason when that will not be. */
  readonly whole: Promise<void>;
  /** Calls back soon after bytes were added. @returns what ends that */
  onGrown(listener: () => void): () => void;
}
