import type { NetworkCreateRequest, NetworkCreateResponse } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";

/** What a network is made of; fields that are left out are the engine's to choose. */
export type NetworkSpec = Partial<NetworkCreateRequest> & { readonly Name: string };

export function networkCreate(op: Op, client: Client, spec: NetworkSpec): Promise<NetworkCreateResponse> {
  return client.json(op, "POST", "/networks/create", { json: spec });
}
