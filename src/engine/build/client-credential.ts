import type { RegistryCredentials } from "#core/build/session.ts";
import type { RegistryCredential } from "#core/registry/contract.ts";

/** What a build's client has for a registry, as registries are shown it. A secret without a name is an identity token. */
export function clientCredential({ username, secret, giveToken }: RegistryCredentials): RegistryCredential {
  const own = username === "" ? { identityToken: secret } : { username, password: secret };
  return { ...own, ...(giveToken === undefined ? {} : { giveToken }) };
}
