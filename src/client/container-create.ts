import type { ContainerConfig, ContainerCreateResponse, HostConfig, NetworkingConfig } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";

export interface ContainerCreateOptions {
  /** Empty: the engine makes one up. */
  readonly name?: string;
  /** `os/arch/variant`. */
  readonly platform?: string;
}

/** What a container is made of; fields that are left out are the engine's to choose. */
export type ContainerSpec = Partial<ContainerConfig> & {
  readonly HostConfig?: Partial<HostConfig>;
  readonly NetworkingConfig?: NetworkingConfig | { readonly EndpointsConfig: unknown };
};

export function containerCreate(
  op: Op,
  client: Client,
  options: ContainerCreateOptions & { readonly spec: ContainerSpec },
): Promise<ContainerCreateResponse> {
  const query = { name: options.name || undefined, platform: options.platform || undefined };
  return client.json(op, "POST", "/containers/create", { query, json: options.spec });
}
