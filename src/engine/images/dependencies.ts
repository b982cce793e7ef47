import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { ContentStore } from "#core/content/contract.ts";
import type { EventSink } from "#core/events/contract.ts";
import type { ImageUsers, OpenedUrl } from "#core/image/contract.ts";
import type { Registries } from "#core/registry/contract.ts";
import type { Snapshotter } from "#core/snapshot/contract.ts";
import type { RecordStore } from "#core/store/contract.ts";
import type { Platform } from "#formats/oci/image.ts";
import type { BlobSources } from "./blob-sources.ts";
import type { ImageTable } from "./image-table.ts";
import type { Downloads } from "./pull/downloads.ts";

/** What the image services are made of; `daemon` wires it. */
export interface ImageDependencies {
  readonly content: ContentStore;
  readonly snapshots: Snapshotter;
  readonly store: RecordStore;
  readonly events: EventSink;
  readonly users: ImageUsers;
  /** What builds need of content that no image may name any more. */
  readonly held: () => HeldContent;
  readonly registries: Registries;
  /** Opens what a URL names. @throws EngineError in Go's words */
  readonly openUrl: (op: Op, source: string) => Promise<OpenedUrl>;
  /** As configured now. */
  readonly limits: () => TransferLimits;
  /** For how long what a name stood for is kept, in milliseconds; 0: it is not kept. May change while the engine runs. */
  historyAgeMs(): number;
  /** Of this machine. */
  readonly platform: Platform;
  /** The same, with the variant that the processor is of (`v3`): what an index is searched for. */
  readonly hostPlatform: Platform;
}

export interface HeldContent {
  readonly layers: Iterable<Digest>;
  readonly blobs: Iterable<Digest>;
}

/** How many blobs one pull or push moves at one time. */
export interface TransferLimits {
  readonly downloads: number;
  readonly uploads: number;
}

/** Read anew at each collection. */
export type PinnedContent = ReadonlySet<Digest> | readonly Digest[];

/** The image services' shared ground. */
export interface ImageContext extends ImageDependencies {
  readonly table: ImageTable;
  readonly sources: BlobSources;
  readonly downloads: Downloads;
  /** Decides and saves one change of names or images at a time. */
  changing<T>(op: Op, work: () => Promise<T>): Promise<T>;
  /**
   * Runs what stores content before a record names it: nothing is collected meanwhile, and all that is unnamed after. It must not wait
   * for others: what they hold up would be kept for as long.
   */
  holding<T>(op: Op, work: () => Promise<T>): Promise<T>;
  /** Runs what takes but a moment between two collections; `work` must not wait for one. */
  moment<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Keeps blobs and layers until they are released, whatever is removed meanwhile: for what waits for as long as a client likes. What
   * is added to `digests` (within `moment`) is kept, too.
   */
  pin(op: Op, digests: PinnedContent): () => Promise<void>;
}
