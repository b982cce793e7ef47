import type { NetworkInspect } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Filters } from "#formats/filters.ts";

/** What the network routes need of an engine. */
export interface NetworkBackend {
  list(op: Op, filters: Filters): Promise<NetworkInspect[]>;
  inspect(op: Op, ref: string, options: { readonly verbose: boolean; readonly scope: string }): Promise<NetworkInspect>;
}
