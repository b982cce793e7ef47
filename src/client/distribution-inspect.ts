import type { DistributionInspect } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { imagePath } from "./path.ts";

/** What a registry has under a name; `registryAuth` is the value of X-Registry-Auth. */
export function distributionInspect(
  op: Op,
  client: Client,
  name: string,
  { registryAuth }: { readonly registryAuth?: string },
): Promise<DistributionInspect> {
  const headers = registryAuth === undefined ? {} : { "X-Registry-Auth": registryAuth };
  return client.json(op, "GET", `/distribution/${imagePath(name)}/json`, { headers });
}
