import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { type FilterQuery, filterText } from "./filter-query.ts";
import type { ObjectKind } from "./object-inspect.ts";

/** The objects of a swarm that meet the filters. */
export function objectList<T>(
  op: Op,
  client: Client,
  kind: ObjectKind,
  options: { readonly filters?: FilterQuery; readonly status?: boolean } = {},
): Promise<readonly T[]> {
  const query = { filters: filterText(options.filters), status: options.status === true ? "true" : undefined };
  return client.json(op, "GET", `/${kind}`, { query });
}
