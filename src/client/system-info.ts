import type { SystemInfo } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";

export function systemInfo(op: Op, client: Client): Promise<SystemInfo> {
  return client.json(op, "GET", "/info", { goType: "system.Info", unreadable: "Error reading remote info" });
}
