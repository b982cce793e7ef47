import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";

/**
 * The snapshotter: file trees of image layers, and a writable one per container.
 *
 * Vocabulary. A *layer* is the unpacked tree of one image layer on top of its parent, named by its chain id
 * (OCI image spec, config.md, "Layer ChainID"). It is written once, synced, recorded, and never changed again.
 * A *writable* snapshot belongs to one container and lies on top of a chain of layers.
 *
 * Nothing here mounts: `overlayOf` says what to mount, and `sys` does it.
 */
export interface Snapshotter {
  readonly name: string;

  /** Whether the layer is there, whole. From memory. */
  hasLayer(chainId: Digest): boolean;

  /** Writes the record-less layers' and trash's remains of a crash away. Called once at boot, before anything else. */
  recover(op: Op, known: KnownSnapshots): Promise<void>;

  /**
   * Unpacks one layer, checks its diff id, syncs it to disk and makes it known. Slow: runs in an unpack Worker.
   * Two calls for one chain id unpack once.
   * @throws invalid-argument when the tar is damaged or hostile, or its digest is not `diffId`; nothing is left then.
   */
  unpackLayer(op: Op, layer: LayerSource): Promise<void>;

  /** Removes a layer that no image and no writable snapshot uses. */
  removeLayer(op: Op, chainId: Digest): Promise<void>;

  /** Makes the writable snapshot `key` on top of `parent` (none: an empty tree). Not synced: it holds nothing yet. */
  createWritable(op: Op, key: string, parent: Digest | undefined): Promise<void>;

  /** What to mount for the container's root file system. From memory. @throws not-found */
  overlayOf(key: string): OverlaySpec;

  /** What to mount to read a chain of layers without a container. @throws not-found */
  overlayOfLayers(chainId: Digest | undefined): OverlaySpec;

  /** Bytes and inodes of the writable tree alone. Slow: walks it. */
  usageOfWritable(op: Op, key: string): Promise<{ readonly sizeBytes: number; readonly inodes: number }>;

  /** Bytes of the layer alone, as measured when it was unpacked. From memory. */
  sizeOfLayer(chainId: Digest): number;

  /** Renames the writable tree to trash and answers; the files go later. No error when it is not there. */
  removeWritable(op: Op, key: string): Promise<void>;
}

export interface KnownSnapshots {
  readonly writables: ReadonlySet<string>;
}

export interface LayerSource {
  readonly chainId: Digest;
  readonly parent: Digest | undefined;
  readonly diffId: Digest;
  /** A blob of the content store, opened by the Worker. */
  readonly blobPath: string;
  readonly compression: "none" | "gzip" | "zstd";
}

/** Arguments of an overlayfs mount (kernel doc filesystems/overlayfs.rst); all paths absolute. */
export interface OverlaySpec {
  /** Top first; at least one. */
  readonly lowers: readonly string[];
  readonly upper?: string;
  readonly work?: string;
}
