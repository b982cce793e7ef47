import type { Op } from "#base/op.ts";

/**
 * The record store: what must outlive the daemon, as JSON values by kind and key.
 *
 * Vocabulary. A *record* is one JSON value with a `version` (1 at first, one more at each change) and a `scope`
 * (`local`, or `cluster` later). A *change* puts or deletes one record; a *commit* applies several changes as one
 * transaction: all or none, also over a crash.
 *
 * Durability. `full` survives a power cut once the commit has resolved (one fsync, shared by all commits of one tick);
 * `normal` survives a kill of the daemon, and a power cut as soon as a later `full` commit has resolved.
 *
 * Reads are for boot only: services keep their records in memory and never read the store per request.
 */
export interface RecordStore extends AsyncDisposable {
  /** Every record of a kind, in key order. */
  list<T>(op: Op, kind: RecordKind): Promise<StoredRecord<T>[]>;

  /**
   * Applies `changes` in order as one transaction.
   * @throws conflict when a change names an `expectVersion` that is not the record's.
   */
  commit(op: Op, changes: readonly RecordChange[], durability: Durability): Promise<void>;
}

export type RecordKind =
  | "container"
  | "image-name"
  | "image-log"
  | "image"
  | "blob-source"
  | "layer"
  | "step"
  | "build-cache"
  | "build-place"
  | "network"
  | "lease"
  | "volume"
  | "project-versions"
  | "engine";
export type Durability = "full" | "normal";
export type RecordScope = "local" | "cluster";

export interface StoredRecord<T> {
  readonly key: string;
  readonly version: number;
  readonly scope: RecordScope;
  readonly value: T;
}

export type RecordChange =
  | {
      readonly put: RecordKind;
      readonly key: string;
      /** JSON-encodable. */
      readonly value: unknown;
      readonly expectVersion?: number;
    }
  | { readonly delete: RecordKind; readonly key: string; readonly expectVersion?: number };
