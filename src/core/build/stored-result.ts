import type { Digest } from "#base/digest.ts";
import type { CacheRecordType } from "./contract.ts";
import type { PackedLayer } from "./exporter.ts";
import type { KeptFolderRequest } from "./kept-folders.ts";
import type { StepFacts } from "./step-facts.ts";
import type { TreeLayer } from "./tree.ts";

/** What is saved of a cache record (kind `build-cache`, key: its id). Times are milliseconds since 1970. */
export type StoredRecord = StoredResult | StoredFolder;

interface StoredUse {
  readonly type: CacheRecordType;
  readonly description: string;
  readonly createdAt: number;
  readonly lastUsedAt?: number;
  readonly usageCount: number;
}

/** The result of a step: its layer is the snapshotter's step of the record's id. */
export interface StoredResult extends StoredUse {
  /** What the keys of steps that read it are made of. */
  readonly identity: Digest;
  /** Under which it is found. */
  readonly keys: readonly Digest[];
  /** Where it was made on the word of an imported cache: the keys of what it is, which the others are made of. */
  readonly plainKeys?: readonly Digest[];
  /** The whole tree, its own layer last. */
  readonly layers: readonly TreeLayer[];
  readonly packed: readonly PackedLayer[];
  /** What it was made of, for `--why`. */
  readonly facts?: StepFacts;
}

/** A folder that builds change: its files are in the folder of the record's id. */
export interface StoredFolder extends StoredUse {
  readonly folder: Pick<KeptFolderRequest, "key">;
  /** As last measured. */
  readonly sizeBytes: number;
}

export function isStoredFolder(record: StoredRecord): record is StoredFolder {
  return "folder" in record;
}
