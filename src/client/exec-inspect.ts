import type { ExecInspectResponse } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export function execInspect(op: Op, client: Client, id: string): Promise<ExecInspectResponse> {
  return client.json(op, "GET", `/exec/${segment(id, "exec")}/json`);
}
