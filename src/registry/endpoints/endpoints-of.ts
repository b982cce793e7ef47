import { join } from "node:path";
import type { RepositoryName } from "#core/registry/contract.ts";
import { systemTrust, type TlsOptions } from "../http/tls-options.ts";
import type { RegistrySettings } from "../settings.ts";
import { readCertificates } from "./certificates.ts";
import { allCapabilities, type Endpoint, placeOf, registryHost } from "./endpoint.ts";
import { readHostsToml } from "./hosts-toml.ts";
import { isInsecure } from "./insecure.ts";
import { readRegistriesConf } from "./registries-conf.ts";

/**
 * The places to ask for a repository, best first: mirrors of the Hub, then what `hosts.toml` or registries.conf say, then the
 * registry itself. @throws invalid-argument for certificates and files that are not what they should be · forbidden
 */
export async function endpointsOf(name: RepositoryName, settings: RegistrySettings): Promise<Endpoint[]> {
  const found: Endpoint[] = [];
  if (name.domain === "docker.io")
    for (const mirror of settings.mirrors) found.push(await mirrorEndpoint(new URL(mirror), name, settings));
  const hosts = await readHostsToml(name, settings.hostsFolders ?? [], await isInsecure(name.domain, settings));
  if (hosts !== undefined) {
    const own = hosts.namesServer ? [] : await ownEndpoints(name, settings);
    return [...found, ...hosts.endpoints, ...own];
  }
  const places = await readRegistriesConf(name, settings.registriesConf ?? "");
  if (places === undefined) return [...found, ...(await ownEndpoints(name, settings))];
  for (const endpoint of [...places.mirrors, ...(places.moved ?? [])])
    found.push(await withCertificates(endpoint, settings));
  if (places.moved !== undefined) return found;
  const insecure = places.insecure ? [...settings.insecure, name.domain] : settings.insecure;
  return [...found, ...(await ownEndpoints(name, { ...settings, insecure }))];
}

async function withCertificates(endpoint: Endpoint, settings: RegistrySettings): Promise<Endpoint> {
  return { ...endpoint, tls: await tlsOf(new URL(endpoint.api).host, endpoint.insecure, settings) };
}

/** The registry itself: over TLS, and over plain HTTP after that where it may. */
export async function ownEndpoints(
  { domain, path }: RepositoryName,
  settings: RegistrySettings,
  host = registryHost(domain),
): Promise<Endpoint[]> {
  const insecure = await isInsecure(domain, settings);
  const base = { path, own: true, insecure, capabilities: allCapabilities, headers: {}, query: "" };
  const tls = await tlsOf(host, insecure, settings);
  const secure = { ...base, ...placeOf(`https://${host}`), tls };
  return insecure ? [secure, { ...base, ...placeOf(`http://${host}`), tls }] : [secure];
}

async function mirrorEndpoint(url: URL, { path }: RepositoryName, settings: RegistrySettings): Promise<Endpoint> {
  const insecure = url.protocol === "http:" || (await isInsecure(url.host, settings));
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
