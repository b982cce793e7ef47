import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";

export interface RegistryLoginAnswer {
  readonly Status: string;
  /** To be kept instead of the password, where the registry gives one. */
  readonly IdentityToken?: string;
}

/** Has the engine check a credential with its registry; `credential` is Docker's AuthConfig. */
export function registryLogin(
  op: Op,
  client: Client,
  credential: Readonly<Record<string, string>>,
): Promise<RegistryLoginAnswer> {
  return client.json(op, "POST", "/auth", { json: credential });
}
