import type { DiskUsage } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";

/** What takes room on the engine's disk; only some kinds, where they are named. */
export function systemDataUsage(op: Op, client: Client, types: readonly string[] = []): Promise<DiskUsage> {
  const unreadable = "Error retrieving disk usage";
  return client.json(op, "GET", "/system/df", { query: { type: types }, goType: "types.DiskUsage", unreadable });
}
