import type { SystemVersion } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";

export function systemVersion(op: Op, client: Client): Promise<SystemVersion> {
  return client.json(op, "GET", "/version");
}
