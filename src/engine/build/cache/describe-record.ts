import type { CacheRecord } from "#core/build/contract.ts";
import { isStoredFolder, type StoredRecord } from "#core/build/stored-result.ts";

export interface RecordUse {
  readonly inUse: boolean;
  readonly sizeBytes: number;
  readonly shared: boolean;
}

/** A record as `docker buildx du` and `system df` show it. */
export function describeRecord(id: string, record: StoredRecord, use: RecordUse): CacheRecord {
  const { type, description, createdAt, lastUsedAt, usageCount } = record;
  const mutable = isStoredFolder(record);
  const below = mutable
    ? []
    : record.layers.flatMap((layer) => (layer.of === "step" && layer.id !== id ? [layer.id] : []));
  return { id, parents: below.slice(-1), type, description, createdAt, lastUsedAt, usageCount, mutable, ...use };
}
