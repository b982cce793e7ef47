import type { ExecCreateRequest, ExecCreateResponse } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export function execCreate(
  op: Op,
  client: Client,
  ref: string,
  request: Partial<ExecCreateRequest>,
): Promise<ExecCreateResponse> {
  return client.json(op, "POST", `/containers/${segment(ref, "exec")}/exec`, { json: request });
}
