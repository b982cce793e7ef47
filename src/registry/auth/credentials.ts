import type { RegistryCredential, TokenGiver } from "#core/registry/contract.ts";

/** What may be shown to a registry and its token server. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly identityToken: string;
  /** Sent to the registry as it is. */
  readonly registryToken: string;
  readonly giveToken?: TokenGiver;
}

export const anonymous: Credentials = { username: "", password: "", identityToken: "", registryToken: "" };

/** A credential as it is used for `domain`: one that was given for another host is none. */
export function credentialsFor(domain: string, given: RegistryCredential | undefined): Credentials {
  if (given === undefined || !isFor(domain, given.serverAddress ?? "")) return anonymous;
  const { username = "", password = "", identityToken = "", registryToken = "", auth = "", giveToken } = given;
  const decoded = username === "" && auth !== "" ? decodeAuth(auth) : { username, password };
  return { ...decoded, identityToken, registryToken, ...(giveToken === undefined ? {} : { giveToken }) };
}

function isFor(domain: string, serverAddress: string): boolean {
  return serverAddress === "" || registryName(serverAddress) === registryName(domain);
}

const hubNames = ["docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"];

/** Host and port of a server's address as clients write it: `https://index.docker.io/v1/` is the Hub's. */
export function registryName(address: string): string {
  const host = address.replace(/^https?:\/\//i, "").split("/", 1)[0] ?? "";
  return hubNames.includes(host.toLowerCase()) ? "docker.io" : host.toLowerCase();
}

function decodeAuth(auth: string): { username: string; password: string } {
  const text = Buffer.from(auth, "base64").toString("utf8");
  const at = text.indexOf(":");
  return at < 0
    ? { username: "", password: "" }
    : { username: text.slice(0, at), password: text.slice(at + 1).replace(/\0+$/, "") };
}
