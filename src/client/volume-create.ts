import type { Volume, VolumeCreateRequest } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";

/** Gives the volume of that name where there is one. Without a name the engine makes one up. */
export function volumeCreate(op: Op, client: Client, request: VolumeCreateRequest): Promise<Volume> {
  return client.json(op, "POST", "/volumes/create", { json: request });
}
