import type { ImageSummary } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { type FilterQuery, filterText } from "./filter-query.ts";

export interface ImageListOptions {
  /** Also intermediate images. */
  readonly all?: boolean;
  readonly filters?: FilterQuery;
  readonly sharedSize?: boolean;
  /** Ask for the manifests of each platform. */
  readonly manifests?: boolean;
}

export function imageList(op: Op, client: Client, options: ImageListOptions = {}): Promise<ImageSummary[]> {
  const { all, filters, sharedSize, manifests } = options;
  const query = { all, filters: filterText(filters), "shared-size": sharedSize, manifests };
  return client.json(op, "GET", "/images/json", { query, goType: "[]image.Summary" });
}
