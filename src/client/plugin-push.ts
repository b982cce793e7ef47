import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { pluginSegment } from "./plugin-segment.ts";
import type { TransportResponse } from "./transport.ts";

/** Sends a plugin to its registry; the answer's body tells how far it is. */
export function pluginPush(
  op: Op,
  client: Client,
  name: string,
  options: { readonly registryAuth: string },
): Promise<TransportResponse> {
  const headers = { "X-Registry-Auth": options.registryAuth };
  return client.call(op, "POST", `/plugins/${pluginSegment(name)}/push`, { headers });
}
