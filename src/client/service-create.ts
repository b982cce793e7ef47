import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";

export interface ServiceAnswer {
  readonly Warnings?: readonly string[] | null;
}

/** `registryAuth` is the value of X-Registry-Auth, for the nodes. */
export function serviceCreate(
  op: Op,
  client: Client,
  spec: object,
  options: { readonly registryAuth?: string } = {},
): Promise<ServiceAnswer & { readonly ID: string }> {
  const { registryAuth } = options;
  const headers = registryAuth === undefined ? {} : { "X-Registry-Auth": registryAuth };
  return client.json(op, "POST", "/services/create", { json: spec, headers });
}
