import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { type FilterQuery, filterText } from "./filter-query.ts";

export interface ImageSearchOptions {
  /** 0: as many as the index gives. */
  readonly limit?: number;
  readonly filters?: FilterQuery;
  /** Value of X-Registry-Auth. */
  readonly registryAuth: string;
}

export interface ImageSearchItem {
  readonly name: string;
  readonly description: string;
  readonly star_count: number;
  readonly is_official: boolean;
  readonly is_automated: boolean;
}

/** Looks for images by a term in a registry's index. */
export function imageSearch(
  op: Op,
  client: Client,
  term: string,
  options: ImageSearchOptions,
): Promise<ImageSearchItem[]> {
  const query = { term, limit: options.limit || undefined, filters: filterText(options.filters) };
  return client.json(op, "GET", "/images/search", { query, headers: { "X-Registry-Auth": options.registryAuth } });
}
