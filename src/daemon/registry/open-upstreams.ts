import { readFileSync } from "node:fs";
import { EngineError, messageOf } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { ServeRegistryOptions } from "#cli/registry/serve-registry.ts";
import type { RegistryCredential } from "#core/registry/contract.ts";
import { isObject } from "#formats/oci/json.ts";
import { registryName } from "#registry/auth/credentials.ts";
import { usualTimings } from "#registry/http/connect.ts";
import { RemoteRegistries } from "#registry/registries.ts";
import type { RegistryStorage } from "#registry-server/contract.ts";
import type { Collected } from "#registry-server/folder/collect.ts";
import type { FolderStorage } from "#registry-server/folder/folder-storage.ts";
import { Fetches } from "#registry-server/upstream/fetches.ts";
import { PullThroughStorage } from "#registry-server/upstream/pull-through.ts";
import { parseUpstream, type Upstream, Upstreams } from "#registry-server/upstream/upstreams.ts";
import { defaultPaths } from "../config/default-paths.ts";
import { program } from "../program.ts";

/** The storage of a registry that passes others on. */
export interface UpstreamGround extends AsyncDisposable {
  readonly storage: RegistryStorage;
  readonly upstreams: Upstreams;
  /** Lets go of what is too old or too much. */
  evict(op: Op): Promise<Collected>;
  /** The same where there may be more than is allowed. */
  evictGrown(op: Op): Promise<Collected | undefined>;
  /** Gives up what upstreams have sent a part of, and nobody has gone on with. */
  expire(idleMs: number): Promise<void>;
}

type UpstreamOptions = Pick<
  ServeRegistryOptions,
  "upstreams" | "upstreamDefault" | "upstreamAuth" | "upstreamFreshMs" | "upstreamMaxAgeMs" | "upstreamMaxBytes"
>;

/** Puts the upstreams behind a folder; undefined where there are none. `op` ends what is under way. @throws invalid-argument */
export async function openUpstreams(
  op: Op,
  local: FolderStorage,
  options: UpstreamOptions,
): Promise<UpstreamGround | undefined> {
  const parsed = options.upstreams.map(parseUpstream);
  const upstreams = new Upstreams(parsed, options.upstreamDefault);
  if (parsed.length === 0) return undefined;
  const credentials = options.upstreamAuth === "" ? new Map() : readCredentials(options.upstreamAuth);
  const registries = new RemoteRegistries(() => settingsFor(parsed, process.env));
  const ending = new AbortController();
  const lasting = { ...op, signal: AbortSignal.any([op.signal, ending.signal]) };
  const fetches = await Fetches.open(lasting, local.fetchingFolder);
  // Of what a former life has left nothing is known.
  let cachedBytes = Number.POSITIVE_INFINITY;
  const storage = new PullThroughStorage({
    local,
    kept: (sizeBytes) => {
      cachedBytes += sizeBytes;
    },
    upstreams,
    registries,
    fetches,
    credentialFor: (domain) => credentials.get(domain),
    freshMs: options.upstreamFreshMs,
    lasting,
  });
  const { upstreamMaxAgeMs: maxAgeMs, upstreamMaxBytes: maxBytes } = options;
  const isCache = (repository: string): boolean => upstreams.find(repository) !== undefined;
  const evict = async (op: Op): Promise<Collected> => {
    cachedBytes = 0;
    const { leftBytes, ...evicted } = await local.evict(op, { maxAgeMs, maxBytes, isCache, nowMs: Date.now() });
    cachedBytes += leftBytes;
    return evicted;
  };
  return {
    storage,
    upstreams,
    evict,
    evictGrown: async (op) => (maxBytes > 0 && cachedBytes > maxBytes ? await evict(op) : undefined),
    expire: (idleMs) => fetches.expire(idleMs),
    async [Symbol.asyncDispose]() {
      ending.abort();
      await registries[Symbol.asyncDispose]();
    },
  };
}

function settingsFor(upstreams: readonly Upstream[], env: Readonly<Record<string, string | undefined>>) {
  const proxy = (name: string): string => env[name] || env[name.toLowerCase()] || "";
  return {
    mirrors: [],
    insecure: upstreams.filter(({ plain }) => plain).map(({ domain }) => domain),
    proxies: { httpProxy: proxy("HTTP_PROXY"), httpsProxy: proxy("HTTPS_PROXY"), noProxy: proxy("NO_PROXY") },
    maxDownloads: 8,
    maxUploads: 1,
    maxDownloadAttempts: 5,
    certificatesFolder: defaultPaths.certificatesFolder,
    userAgent: `gantry-registry/${program.version}`,
    timings: usualTimings,
    retryMs: 500,
  };
}

/** Credentials by domain, of a file like docker's `config.json`. @throws invalid-argument */
function readCredentials(path: string): Map<string, RegistryCredential> {
  const auths = authsOf(path);
  const found = new Map<string, RegistryCredential>();
  for (const [server, entry] of Object.entries(auths)) {
    if (!isObject(entry)) continue;
    const { auth, username, password, identitytoken: identityToken } = entry as Record<string, string>;
    const given = { auth, username, password, identityToken };
    const credential = Object.fromEntries(Object.entries(given).filter(([, value]) => typeof value === "string"));
    found.set(registryName(server), credential);
  }
  return found;
}

function authsOf(path: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (isObject(value) && isObject(value["auths"])) return value["auths"];
  } catch (error) {
    throw new EngineError("invalid-argument", `${path}: ${messageOf(error)}`, { cause: error });
  }
  throw new EngineError("invalid-argument", `${path}: there are no "auths"`);
}
