import type { ContainerPruneReport } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { type FilterQuery, filterText } from "./filter-query.ts";

/** Removes containers that do not run. */
export function containerPrune(
  op: Op,
  client: Client,
  options: { readonly filters?: FilterQuery } = {},
): Promise<ContainerPruneReport> {
  return client.json(op, "POST", "/containers/prune", { query: { filters: filterText(options.filters) } });
}
