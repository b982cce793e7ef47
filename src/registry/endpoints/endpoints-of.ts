import { join } from "node:path";
import type { RepositoryName } from "#core/registry/contract.ts";
import { systemTrust, type TlsOptions } from "../http/tls-options.ts";
import type { RegistrySettings } from "../settings.ts";
import { readCertificates } from "./certificates.ts";
import { allCapabilities, type Endpoint, registryHost } from "./endpoint.ts";
import { isInsecure } from "./insecure.ts";

/** The places to ask for a repository, best first. @throws invalid-argument for certificates that are not whole */
export async function endpointsOf(name: RepositoryName, settings: RegistrySettings): Promise<Endpoint[]> {
  const mirrors = name.domain === "docker.io" ? settings.mirrors : [];
  const found: Endpoint[] = [];
  for (const mirror of mirrors) found.push(await mirrorEndpoint(new URL(mirror), name, settings));
  return [...found, ...(await ownEndpoints(name, settings))];
}

/** The registry itself: over TLS, and over plain HTTP after that where it may. */
export async function ownEndpoints(
  { domain, path }: RepositoryName,
  settings: RegistrySettings,
  host = registryHost(domain),
): Promise<Endpoint[]> {
  const insecure = await isInsecure(domain, settings.insecure);
  const base = { path, own: true, insecure, capabilities: allCapabilities, headers: {}, query: "" };
  const tls = await tlsOf(host, insecure, settings);
  const secure = { ...base, ...placeOf(`https://${host}`), tls };
  return insecure ? [secure, { ...base, ...placeOf(`http://${host}`), tls }] : [secure];
}

async function mirrorEndpoint(url: URL, { path }: RepositoryName, settings: RegistrySettings): Promise<Endpoint> {
  const insecure = url.protocol === "http:" || (await isInsecure(url.host, settings.insecure));
  return {
    ...placeOf(url.href),
    path,
    own: false,
    insecure,
    tls: await tlsOf(url.host, insecure, settings),
    capabilities: ["pull", "resolve"],
    headers: {},
    query: "",
  };
}

/** Docker reads no certificates for a registry that it does not verify. */
async function tlsOf(host: string, insecure: boolean, { certificatesFolder }: RegistrySettings): Promise<TlsOptions> {
  if (insecure) return { ...systemTrust, skipVerify: true };
  return await readCertificates(join(certificatesFolder, host), host);
}

export function placeOf(base: string): Pick<Endpoint, "origin" | "api"> {
  const url = new URL(base);
  const below = url.pathname.replace(/\/+$/, "");
  return { origin: `${url.protocol}//${url.host}${below}`, api: `${url.protocol}//${url.host}${below}/v2` };
}
