import type { BuildCacheRecord } from "#api/types.gen.ts";
import type { CacheRecord } from "#core/build/contract.ts";

/** The cache as `system df` shows it. */
export function cacheUsage(records: readonly CacheRecord[]): BuildCacheRecord[] {
  return records.map((record) => ({
    ID: record.id,
    ...(record.parents.length === 0 ? {} : { Parents: record.parents }),
    Type: record.type,
    Description: record.description,
    InUse: record.inUse,
    Shared: record.shared,
    Size: record.sizeBytes,
    CreatedAt: new Date(record.createdAt).toISOString(),
    LastUsedAt: record.lastUsedAt === undefined ? "" : new Date(record.lastUsedAt).toISOString(),
    UsageCount: record.usageCount,
  }));
}
