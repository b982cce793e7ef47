import type { ImagePruneReport } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { type FilterQuery, filterText } from "./filter-query.ts";

/** Removes images without a name that no container has; with the filter `dangling=false` all that none has. */
export function imagePrune(
  op: Op,
  client: Client,
  options: { readonly filters?: FilterQuery } = {},
): Promise<ImagePruneReport> {
  return client.json(op, "POST", "/images/prune", { query: { filters: filterText(options.filters) } });
}
