import type { BuildPruneReport } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { type FilterQuery, filterText } from "./filter-query.ts";

/** Removes what the build cache holds; with `all` also what images use. */
export function buildPrune(
  op: Op,
  client: Client,
  options: { readonly all?: boolean; readonly filters?: FilterQuery } = {},
): Promise<BuildPruneReport> {
  const query = { all: options.all, filters: filterText(options.filters) };
  return client.json(op, "POST", "/build/prune", { query });
}
