import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

/** Sends a signal (`KILL`, `SIGKILL`, `9`); empty: KILL. */
export async function containerKill(op: Op, client: Client, ref: string, options: { readonly signal: string }) {
  const query = { signal: options.signal || undefined };
  await client.done(op, "POST", `/containers/${segment(ref)}/kill`, { query });
}
