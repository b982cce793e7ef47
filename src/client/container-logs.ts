import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export interface ContainerLogsOptions {
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly follow?: boolean;
  readonly timestamps?: boolean;
  readonly details?: boolean;
  /** A time in seconds since 1970 with a fraction; empty: no bound. */
  readonly since?: string;
  readonly until?: string;
  /** A count of lines or `all`. */
  readonly tail?: string;
}

/** The log: raw text of a container with a terminal, Docker's frames otherwise. */
export async function containerLogs(
  op: Op,
  client: Client,
  ref: string,
  options: ContainerLogsOptions,
): Promise<AsyncIterable<Uint8Array>> {
  const { since, until, tail, ...switches } = options;
  const query = { ...switches, since: since || undefined, until: until || undefined, tail: tail ?? "" };
  const response = await client.call(op, "GET", `/containers/${segment(ref)}/logs`, { query });
  return response.body;
}
