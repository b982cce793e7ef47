import type { VolumePruneReport } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { type FilterQuery, filterText } from "./filter-query.ts";

/** Removes local volumes that no container has; only anonymous ones, unless the filter `all` says otherwise. */
export function volumePrune(
  op: Op,
  client: Client,
  options: { readonly filters?: FilterQuery } = {},
): Promise<VolumePruneReport> {
  return client.json(op, "POST", "/volumes/prune", { query: { filters: filterText(options.filters) } });
}
