import type { IncomingMessage } from "node:http";
import type { RegistryAccess, RegistryCredential } from "#core/registry/contract.ts";

/** What a client sends along for a registry; headers: `X-Meta-…`. */
export type ClientAccess = Omit<RegistryAccess, "actions">;

/**
 * The credential and the headers of a request that goes on to a registry. As in Docker, a header that cannot be read is none:
 * older clients sent all kinds of them.
 * @see moby api/types/registry/authconfig.go
 */
export function clientAccess(request: IncomingMessage): ClientAccess {
  const credential = readCredential(request.headers["x-registry-auth"]);
  return { ...(credential === undefined ? {} : { credential }), headers: metaHeaders(request) };
}

const fields = {
  username: "username",
  password: "password",
  auth: "auth",
  serveraddress: "serverAddress",
  identitytoken: "identityToken",
  registrytoken: "registryToken",
} as const;

/** Credentials by registry: the header of `POST /build` (moby api/server/router/build). What cannot be read is none. */
export function registryConfig(request: IncomingMessage): Record<string, RegistryCredential> {
  const all = decodeHeader(request.headers["x-registry-config"]);
  return Object.fromEntries(
    Object.entries(all ?? {}).flatMap(([host, value]) => {
      const credential = typeof value === "object" && value !== null ? credentialOf(value) : undefined;
      return credential === undefined ? [] : [[host, credential]];
    }),
  );
}

function readCredential(header: string | string[] | undefined): RegistryCredential | undefined {
  const value = decodeHeader(header);
  return value === undefined ? undefined : credentialOf(value);
}

function decodeHeader(header: string | string[] | undefined): object | undefined {
  if (typeof header !== "string" || !/^[\w+/-]*={0,2}$/.test(header)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(header, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function credentialOf(value: object): RegistryCredential | undefined {
  const credential: Record<string, string> = {};
  for (const [key, text] of Object.entries(value)) {
    const field = fields[key.toLowerCase() as keyof typeof fields];
    if (field === undefined) continue;
    if (typeof text !== "string") return undefined;
    if (text !== "") credential[field] = text;
  }
  return Object.keys(credential).length === 0 ? undefined : credential;
}

function metaHeaders({ headers }: IncomingMessage): Record<string, string> {
  const meta: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith("x-meta-") && typeof value === "string") meta[name] = value;
  }
  return meta;
}
