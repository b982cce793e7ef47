import type { VolumeListResponse } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { type FilterQuery, filterText } from "./filter-query.ts";

export function volumeList(
  op: Op,
  client: Client,
  options: { readonly filters?: FilterQuery } = {},
): Promise<VolumeListResponse> {
  const query = { filters: filterText(options.filters) };
  return client.json(op, "GET", "/volumes", { query, goType: "volume.ListResponse" });
}
