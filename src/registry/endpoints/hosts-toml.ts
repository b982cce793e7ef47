import { dirname, join, resolve } from "node:path";
import type { RepositoryName } from "#core/registry/contract.ts";
import type { TlsOptions } from "../http/tls-options.ts";
import { readText } from "./certificates.ts";
import { allCapabilities, type Capability, type Endpoint, registryHost } from "./endpoint.ts";
import { readToml, TomlFields } from "./toml.ts";

/** What a `hosts.toml` says of a registry (containerd docs/hosts.md). */
export interface HostsFile {
  readonly endpoints: readonly Endpoint[];
  /** Whether the file itself says where the registry is: then its usual place is not asked. */
  readonly namesServer: boolean;
}

/** The `hosts.toml` of a registry in the first folder that has one, else that of `_default`. @throws invalid-argument */
export async function readHostsToml(
  name: RepositoryName,
  folders: readonly string[],
  insecure: boolean,
): Promise<HostsFile | undefined> {
  for (const host of [...foldersOf(name.domain), "_default"]) {
    for (const folder of folders) {
      const path = join(folder, host, "hosts.toml");
      const table = await readToml(path);
      if (table !== undefined) return await hostsOf(path, new TomlFields(path, "", table), name, insecure);
    }
  }
  return undefined;
}

/** As containerd names them: a port may follow `_`, since not every file system takes a colon. */
function foldersOf(domain: string): string[] {
  const port = /^(.*):(\d+)$/.exec(domain);
  return port === null ? [domain] : [domain, `${port[1]}_${port[2]}_`];
}

async function hostsOf(path: string, file: TomlFields, name: RepositoryName, insecure: boolean): Promise<HostsFile> {
  const endpoints: Endpoint[] = [];
  for (const [address, fields] of file.tablesByName("host"))
    endpoints.push(await endpointOf({ path, address, fields, name, insecure }));
  const server = file.text("server");
  if (server !== undefined) endpoints.push(await endpointOf({ path, address: server, fields: file, name, insecure }));
  return { endpoints, namesServer: server !== undefined };
}

interface HostEntry {
  readonly path: string;
  readonly address: string;
  readonly fields: TomlFields;
  readonly name: RepositoryName;
  /** Whether the registry may do without TLS. */
  readonly insecure: boolean;
}

async function endpointOf({ path, address, fields, name, insecure }: HostEntry): Promise<Endpoint> {
  const url = urlOf(address, fields);
  const isPlain = url.protocol === "http:";
  const isHome = url.host === registryHost(name.domain);
  const below = url.pathname.replace(/\/+$/, "");
  const overridden = fields.flag("override_path");
  const skipVerify = fields.flag("skip_verify") || (isHome && insecure);
  return {
    origin: `${url.protocol}//${url.host}${below}`,
    api: `${url.protocol}//${url.host}${below}${overridden || below.endsWith("/v2") ? "" : "/v2"}`,
    path: name.path,
    own: isHome && (!isPlain || insecure),
    insecure: isPlain || (isHome && insecure),
    tls: await tlsOf({ folder: dirname(path), fields, host: url.host, skipVerify }),
    capabilities: capabilitiesOf(fields),
    headers: headersOf(fields),
    query: isHome ? "" : `ns=${encodeURIComponent(name.domain)}`,
  };
}

function urlOf(address: string, fields: TomlFields): URL {
  const text = /^[a-z]+:\/\//i.test(address) ? address : `https://${address}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol) || url.username !== "" || url.search !== "")
    throw fields.refuse("host", `has an address that is none: ${JSON.stringify(address)}`);
  return url;
}

function capabilitiesOf(fields: TomlFields): readonly Capability[] {
  const given = fields.texts("capabilities");
  for (const capability of given) {
    if (!(allCapabilities as readonly string[]).includes(capability))
      throw fields.refuse("capabilities", `has an unknown one: ${JSON.stringify(capability)}`);
  }
  return given.length === 0 ? allCapabilities : (given as readonly Capability[]);
}

interface TlsEntry {
  readonly folder: string;
  readonly fields: TomlFields;
  readonly host: string;
  readonly skipVerify: boolean;
}

async function tlsOf({ folder, fields, host, skipVerify }: TlsEntry): Promise<TlsOptions> {
  const ca: string[] = [];
  for (const file of fields.texts("ca")) ca.push(await readText(resolve(folder, file)));
  const [first] = fields.items("client");
  if (first === undefined) return { ca, skipVerify };
  // A file with both, or a pair of files.
  const [certFile, keyFile = certFile] = (Array.isArray(first) ? first : [first]) as unknown[];
  if (typeof certFile !== "string" || typeof keyFile !== "string") throw fields.refuse("client", "is no pair of files");
  const client = {
    cert: await readText(resolve(folder, certFile)),
    key: await readText(resolve(folder, keyFile)),
    host,
  };
  return { ca, skipVerify, client };
}

function headersOf(fields: TomlFields): Record<string, string> {
  const headers: Record<string, string> = {};
  if (!fields.keys().includes("header")) return headers;
  const table = fields.table("header");
  for (const name of table.keys()) {
    const value = table.texts(name).join(", ");
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value))
      throw table.refuse(name, "is no header");
    headers[name] = value;
  }
  return headers;
}
