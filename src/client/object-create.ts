import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import type { StoredFileSpec } from "./swarm-types.ts";

/** Makes a secret or a config; gives its id. */
export async function objectCreate(
  op: Op,
  client: Client,
  kind: "secrets" | "configs",
  spec: StoredFileSpec,
): Promise<string> {
  const { ID } = await client.json<{ readonly ID: string }>(op, "POST", `/${kind}/create`, { json: spec });
  return ID;
}
