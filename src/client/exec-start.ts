import type { ExecStartRequest } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";
import type { HijackedStream } from "./transport.ts";

/** Starts an exec and leaves it. */
export async function execStart(op: Op, client: Client, id: string, request: Partial<ExecStartRequest>): Promise<void> {
  await client.done(op, "POST", `/exec/${segment(id, "exec")}/start`, { json: request });
}

/** Starts an exec and takes its streams: raw with a terminal, Docker's frames otherwise. */
export function execAttach(
  op: Op,
  client: Client,
  id: string,
  request: Partial<ExecStartRequest>,
): Promise<HijackedStream> {
  return client.hijack(op, `/exec/${segment(id, "exec")}/start`, { json: request });
}
