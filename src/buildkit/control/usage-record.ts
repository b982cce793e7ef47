import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { CacheRecord } from "#core/build/contract.ts";
import type { UsageRecordSchema } from "../gen/control.gen.ts";

export function usageRecord(record: CacheRecord): MessageInitShape<typeof UsageRecordSchema> {
  return {
    ID: record.id,
    Mutable: record.mutable,
    InUse: record.inUse,
    Size: BigInt(record.sizeBytes),
    CreatedAt: timestampFromMs(record.createdAt),
    ...(record.lastUsedAt === undefined ? {} : { LastUsedAt: timestampFromMs(record.lastUsedAt) }),
    UsageCount: BigInt(record.usageCount),
    Description: record.description,
    RecordType: record.type,
    Shared: record.shared,
    Parents: [...record.parents],
  };
}
