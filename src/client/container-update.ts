import type { ContainerUpdateRequest, ContainerUpdateResponse } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export async function containerUpdate(
  op: Op,
  client: Client,
  ref: string,
  request: Partial<ContainerUpdateRequest>,
): Promise<ContainerUpdateResponse> {
  return client.json(op, "POST", `/containers/${segment(ref)}/update`, { json: request });
}
