import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";
import type { ServiceAnswer } from "./service-create.ts";

export interface ServiceUpdateOptions {
  readonly spec: object;
  /** Where the engine takes the credential for the nodes from, when none is sent. */
  readonly registryAuthFrom?: "spec";
  readonly rollback?: "previous";
  /** The value of X-Registry-Auth. */
  readonly registryAuth?: string;
}

/** Gives a service, as it was read, another spec. */
export function serviceUpdate(
  op: Op,
  client: Client,
  service: { readonly ID: string; readonly Version: { readonly Index: number } },
  { spec, registryAuthFrom, rollback, registryAuth }: ServiceUpdateOptions,
): Promise<ServiceAnswer> {
  const query = { registryAuthFrom, rollback, version: service.Version.Index };
  const headers = registryAuth === undefined ? {} : { "X-Registry-Auth": registryAuth };
  return client.json(op, "POST", `/services/${segment(service.ID, "service")}/update`, { query, json: spec, headers });
}
