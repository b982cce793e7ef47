import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import type { PluginPrivilege } from "./plugin-privileges.ts";
import type { TransportResponse } from "./transport.ts";

export interface PluginPullOptions {
  /** Its name in the registry. */
  readonly remote: string;
  /** Its name here; empty: the same. */
  readonly name: string;
  readonly privileges: readonly PluginPrivilege[];
  /** The value of X-Registry-Auth. */
  readonly registryAuth: string;
}

/** Fetches a plugin; the answer's body tells how far it is. */
export function pluginPull(
  op: Op,
  client: Client,
  { remote, name, privileges, registryAuth }: PluginPullOptions,
): Promise<TransportResponse> {
  const headers = { "X-Registry-Auth": registryAuth };
  return client.call(op, "POST", "/plugins/pull", { query: { remote, name }, json: privileges, headers });
}
