import type { Op } from "#base/op.ts";
import { readText } from "./body.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export interface NetworkInspectOptions {
  /** Also what only a cluster knows. */
  readonly verbose?: boolean;
  /** `local`, `swarm` or `global`. */
  readonly scope?: string;
}

/** The engine's own JSON of a network. */
export async function networkInspectText(
  op: Op,
  client: Client,
  ref: string,
  { verbose, scope }: NetworkInspectOptions = {},
): Promise<string> {
  const query = { verbose: verbose === true ? "true" : undefined, scope: scope || undefined };
  const response = await client.call(op, "GET", `/networks/${segment(ref, "network")}`, { query });
  return readText(response.body);
}
