import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { BlobGrowth } from "../content/contract.ts";
import type { RecordChange } from "../store/contract.ts";
import type { StepSnapshots } from "./steps.ts";

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

  /** Trees of build steps, which may lie on layers. */
  readonly steps: StepSnapshots;

  /** Whether the layer is there, whole and durable. From memory. */
  hasLayer(chainId: Digest): boolean;

  /**
   * Writes the remains of a crash away and makes sure that every known writable snapshot is there. Called once at boot,
   * before any writable snapshot is made; layers are known since the snapshotter was opened.
   */
  recover(op: Op, known: KnownSnapshots): Promise<void>;

  /** Begins to add layers that are to be made durable and known together. */
  begin(): LayerBatch;

  /**
   * The layers that neither `live` nor a writable snapshot needs (steps do not hold what they lie on), and how to be rid of them: commit `records` as `full`,
   * then `finish`. A parent of a live layer is live. `without`: writable snapshots that are taken to be gone.
   */
  garbage(live: ReadonlySet<Digest>, without?: ReadonlySet<string>): LayerRemoval;

  /** Makes all that was unpacked before the call survive a power cut: syncs the file system. Calls at one time share one sync. */
  sync(op: Op): Promise<void>;

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

  /** Bytes of all layers together. From memory. */
  sizeOfLayers(): number;

  /** Renames the writable tree to trash and answers; the files go later. No error when it is not there. */
  removeWritable(op: Op, key: string): Promise<void>;
}

export interface KnownSnapshots {
  readonly writables: ReadonlySet<string>;
  /** What each lies on, where the caller knows it: repairs a writable snapshot that a power cut took. */
  readonly parents?: ReadonlyMap<string, Digest>;
}

/**
 * Layers on their way. Order: `unpack` all, `Snapshotter.sync`, commit `records` in the same transaction as what names
 * them, `publish`. Disposed without publish it takes away what nobody else has begun to use.
 */
export interface LayerBatch extends AsyncDisposable {
  /**
   * Unpacks one layer and checks its diff id; of a layer that is known only the blob is checked. Slow: runs in an unpack Worker;
   * layers may be unpacked at one time and in any order, and two calls for one chain id unpack once. A layer waits for its
   * parent, which may be begun later: where that fails, end the op.
   * @throws invalid-argument when the tar is damaged or hostile, or its digest is not `diffId`; nothing is left then.
   */
  unpack(op: Op, layer: LayerSource): Promise<void>;

  /** What the store must hold before the layers are known. */
  records(): RecordChange[];

  /** The records are saved: the layers are known from now on. */
  publish(): void;
}

export interface LayerRemoval {
  /** Those that go. */
  readonly layers: readonly Digest[];
  readonly records: RecordChange[];
  /** Forgets the layers, renames their trees to trash and answers; the files go later. */
  finish(op: Op): Promise<void>;
}

export interface LayerSource {
  readonly chainId: Digest;
  readonly parent: Digest | undefined;
  readonly diffId: Digest;
  /** The digest of the packed bytes: two sources of one blob are unpacked once. */
  readonly blob: Digest;
  /** Where its file is, opened before `unpack` first waits. */
  readonly blobPath: string;
  /** Where it is still growing: unpacked as it does. The layer is done when the blob is whole and unpacked. */
  readonly growth?: BlobGrowth;
  /** Called with the number of packed bytes that are unpacked, a few times per second. */
  readonly progress?: (packedBytes: number) => void;
  /** The blob is known to unpack to `diffId`: it need not be read again when the layer is known. */
  readonly trusted?: boolean;
}

/** Arguments of an overlayfs mount (kernel doc filesystems/overlayfs.rst); all paths absolute. */
export interface OverlaySpec {
  /** Top first, each once; none: `upper` alone, which is no overlay. */
  readonly lowers: readonly string[];
  readonly upper?: string;
  readonly work?: string;
  /** What is written is not synced, whatever the writer asks: of a tree that is synced, or thrown away, as a whole. */
  readonly volatile?: boolean;
}
