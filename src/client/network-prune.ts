import type { NetworkPruneReport } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { type FilterQuery, filterText } from "./filter-query.ts";

/** Removes the networks that no container is in. */
export function networkPrune(
  op: Op,
  client: Client,
  options: { readonly filters?: FilterQuery } = {},
): Promise<NetworkPruneReport> {
  return client.json(op, "POST", "/networks/prune", { query: { filters: filterText(options.filters) } });
}
