import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { type FilterQuery, filterText } from "./filter-query.ts";

/** What clients read of a plugin. */
export interface Plugin {
  readonly Id?: string;
  readonly Name: string;
  readonly Enabled: boolean;
  readonly PluginReference?: string;
  readonly Config: { readonly Description: string };
}

export function pluginList(
  op: Op,
  client: Client,
  options: { readonly filters?: FilterQuery } = {},
): Promise<readonly Plugin[]> {
  return client.json(op, "GET", "/plugins", { query: { filters: filterText(options.filters) } });
}
