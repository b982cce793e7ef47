import type { BuildPruneReport } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { type FilterQuery, filterText } from "./filter-query.ts";

export interface BuildPruneOptions {
  /** Also what images use. */
  readonly all?: boolean;
  readonly filters?: FilterQuery;
  /** Bytes; undefined: no limit. */
  readonly reservedSpace?: number | undefined;
  readonly maxUsedSpace?: number | undefined;
  readonly minFreeSpace?: number | undefined;
}

/** Removes what the build cache holds. */
export function buildPrune(op: Op, client: Client, options: BuildPruneOptions = {}): Promise<BuildPruneReport> {
  const limits = {
    "reserved-space": options.reservedSpace,
    "max-used-space": options.maxUsedSpace,
    "min-free-space": options.minFreeSpace,
  };
  const given = Object.fromEntries(
    Object.entries(limits).flatMap(([name, bytes]) => (bytes === undefined ? [] : [[name, String(bytes)]])),
  );
  const query = { all: options.all, filters: filterText(options.filters) ?? "", ...given };
  return client.json(op, "POST", "/build/prune", { query });
}
