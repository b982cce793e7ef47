import type { ContainerSummary } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { type FilterQuery, filterText } from "./filter-query.ts";

export interface ContainerListOptions {
  /** Also those that do not run. */
  readonly all?: boolean;
  /** At most this many, the newest, in any state. */
  readonly limit?: number;
  /** Count the bytes of each; slow. */
  readonly size?: boolean;
  readonly filters?: FilterQuery;
}

/** Containers, the newest first. */
export function containerList(op: Op, client: Client, options: ContainerListOptions = {}): Promise<ContainerSummary[]> {
  const { all = false, limit = -1, size = false, filters } = options;
  const query = { all, ...(limit > 0 ? { limit } : {}), size, filters: filterText(filters) };
  return client.json(op, "GET", "/containers/json", { query, goType: "[]container.Summary" });
}
