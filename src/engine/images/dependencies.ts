import type { Op } from "#base/op.ts";
import type { ContentStore } from "#core/content/contract.ts";
import type { EventSink } from "#core/events/contract.ts";
import type { ImageUsers } from "#core/image/contract.ts";
import type { Snapshotter } from "#core/snapshot/contract.ts";
import type { RecordStore } from "#core/store/contract.ts";
import type { Platform } from "#formats/oci/image.ts";
import type { ImageTable } from "./image-table.ts";

/** What the image services are made of; `daemon` wires it. */
export interface ImageDependencies {
  readonly content: ContentStore;
  readonly snapshots: Snapshotter;
  readonly store: RecordStore;
  readonly events: EventSink;
  readonly users: ImageUsers;
  /** Of this machine. */
  readonly platform: Platform;
}

/** The image services' shared ground. */
export interface ImageContext extends ImageDependencies {
  readonly table: ImageTable;
  /** Decides and saves one change of names or images at a time. */
  changing<T>(op: Op, work: () => Promise<T>): Promise<T>;
  /** Runs what stores content before a record names it: nothing is collected meanwhile, and all that is unnamed after. */
  holding<T>(op: Op, work: () => Promise<T>): Promise<T>;
}
