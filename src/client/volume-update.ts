import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

/** Gives the volume of a cluster, by its id there, another spec. */
export async function volumeUpdate(
  op: Op,
  client: Client,
  id: string,
  { version, spec }: { readonly version: number; readonly spec: object },
): Promise<void> {
  await client.done(op, "PUT", `/volumes/${segment(id, "volume")}`, { query: { version }, json: { Spec: spec } });
}
