import type { BuildCacheRecord } from "#api/types.gen.ts";
import { humanAgo } from "./human-duration.ts";
import { humanSize } from "./human-size.ts";
import type { Listing } from "./table.ts";
import { goTimeNano, shortId } from "./text.ts";

/** What `system df -v` can show of a record of the build cache. */
export function buildCacheListing(options: {
  readonly truncate: boolean;
  readonly now: number;
}): Listing<BuildCacheRecord> {
  const { truncate, now } = options;
  const column = (header: string, value: (record: BuildCacheRecord) => string) => ({ header, value });
  const since = (time: string): string => (time === "" ? "" : humanAgo(Date.parse(time) / 1000, now));
  return {
    typeName: "*formatter.buildCacheContext",
    columns: {
      ID: column("CACHE ID", ({ ID, InUse }) => `${truncate ? shortId(ID) : ID}${InUse ? "*" : ""}`),
      Parent: column("PARENT", ({ Parent = "" }) => (truncate ? shortId(Parent) : Parent)),
      CacheType: column("CACHE TYPE", ({ Type }) => Type),
      Description: column("DESCRIPTION", ({ Description }) => Description),
      Size: column("SIZE", ({ Size }) => humanSize(Size)),
      CreatedAt: column("CREATED AT", ({ CreatedAt }) => goTimeNano(CreatedAt)),
      CreatedSince: column("CREATED", ({ CreatedAt }) => since(CreatedAt)),
      LastUsedAt: column("LAST USED AT", ({ LastUsedAt }) => goTimeNano(LastUsedAt)),
      LastUsedSince: column("LAST USED", ({ LastUsedAt }) => since(LastUsedAt)),
      UsageCount: column("USAGE", ({ UsageCount }) => String(UsageCount)),
      InUse: column("IN USE", ({ InUse }) => String(InUse)),
      Shared: column("SHARED", ({ Shared }) => String(Shared)),
    },
  };
}
