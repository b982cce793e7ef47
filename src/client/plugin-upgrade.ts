import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import type { PluginPullOptions } from "./plugin-pull.ts";
import { pluginSegment } from "./plugin-segment.ts";
import type { TransportResponse } from "./transport.ts";

/** Fetches another version of a plugin that is here; the answer's body tells how far it is. */
export function pluginUpgrade(
  op: Op,
  client: Client,
  { remote, name, privileges, registryAuth }: PluginPullOptions,
): Promise<TransportResponse> {
  const headers = { "X-Registry-Auth": registryAuth };
  return client.call(op, "POST", `/plugins/${pluginSegment(name)}/upgrade`, {
    query: { remote },
    json: privileges,
    headers,
  });
}
