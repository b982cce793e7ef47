import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";

/** Something of the host that a plugin asks for. */
export interface PluginPrivilege {
  readonly Name: string;
  readonly Description: string;
  readonly Value: readonly string[];
}

/** What the plugin of a registry asks for; `registryAuth` is the value of X-Registry-Auth. */
export function pluginPrivileges(
  op: Op,
  client: Client,
  { remote, registryAuth }: { readonly remote: string; readonly registryAuth: string },
): Promise<readonly PluginPrivilege[]> {
  const headers = { "X-Registry-Auth": registryAuth };
  return client.json(op, "GET", "/plugins/privileges", { query: { remote }, headers });
}
