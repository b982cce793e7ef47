import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export interface ServiceLogsOptions {
  readonly kind: "services" | "tasks";
  readonly details: boolean;
  readonly follow: boolean;
  readonly timestamps: boolean;
  /** A time in seconds since 1970 with a fraction; empty: no bound. */
  readonly since: string;
  readonly tail: string;
}

/** The log of a service's or a task's containers, in Docker's frames unless they have a terminal. */
export async function serviceLogs(
  op: Op,
  client: Client,
  ref: string,
  { kind, since, tail, ...switches }: ServiceLogsOptions,
): Promise<AsyncIterable<Uint8Array>> {
  const query = { ...switches, stdout: true, stderr: true, since: since || undefined, tail };
  const response = await client.call(op, "GET", `/${kind}/${segment(ref, "service")}/logs`, { query });
  return response.body;
}
