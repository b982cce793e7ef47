import type { NetworkInspect } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { type FilterQuery, filterText } from "./filter-query.ts";

export function networkList(
  op: Op,
  client: Client,
  options: { readonly filters?: FilterQuery } = {},
): Promise<NetworkInspect[]> {
  const query = { filters: filterText(options.filters) };
  return client.json(op, "GET", "/networks", { query, goType: "[]network.Inspect" });
}
