import { resolve } from "node:path";
import { CacheFolder } from "./cache-folder.ts";
import { keyValues } from "./key-value-list.ts";

/** A place of `--cache-from` or `--cache-to`, as the engine is told it. */
export interface CachePlace {
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A folder that the engine may ask for, by the name that it has for it. */
export interface OfferedCache {
  readonly folder: CacheFolder;
  /** Of what is written there. */
  readonly tag: string;
}

export interface CachePlaces {
  readonly imports: readonly CachePlace[];
  readonly exports: readonly CachePlace[];
  readonly folders: ReadonlyMap<string, OfferedCache>;
  /** Folders that there are not. */
  readonly warnings: readonly string[];
}

/** What `--cache-from` and `--cache-to` name, with the folders among them. @throws Error in buildx's words */
export function cachePlaces(from: readonly string[], to: readonly string[], env: Environment = {}): CachePlaces {
  const folders = new Map<string, OfferedCache>();
  const warnings: string[] = [];
  const exports = to.flatMap((text) => withEnvironment(cachePlace(text), env));
  for (const { type, attributes } of exports) {
    if (type !== "local") continue;
    const { dest = "", tag = "latest" } = attributes;
    if (dest === "") throw new Error("local cache exporter requires dest");
    folders.set(`local:${dest}`, { folder: new CacheFolder(resolve(dest)), tag });
  }
  const places = from.flatMap((text) => withEnvironment(cachePlace(text), env));
  const imports = places.flatMap((place): CachePlace[] => {
    if (place.type !== "local") return [place];
    const { src = "", tag = "latest" } = place.attributes;
    if (src === "") throw new Error("local cache importer requires src");
    const folder = new CacheFolder(resolve(src));
    const digest = place.attributes["digest"] ?? folder.find(tag);
    if (digest === undefined) {
      warnings.push(`local cache import at ${src} not found: it has no ${tag}`);
      return [];
    }
    const name = `local:${src}`;
    if (!folders.has(name)) folders.set(name, { folder, tag });
    return [{ type: "local", attributes: { src, digest } }];
  });
  return { imports, exports, folders, warnings };
}

/** @throws Error in buildx's words for an entry without a type */
export function checkCacheEntries(texts: readonly string[]): void {
  texts.forEach(cachePlace);
}

function cachePlace(text: string): CachePlace {
  if (!text.includes("=")) return { type: "registry", attributes: { ref: text } };
  const attributes = Object.fromEntries(keyValues(text).map(([key, value]) => [key, value ?? ""]));
  const { type = "", ...rest } = attributes;
  if (type === "") throw new Error(`type required form> ${JSON.stringify(text)}`);
  return { type, attributes: rest };
}

type Environment = Readonly<Record<string, string | undefined>>;

const ofEnvironment: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gha: { token: "ACTIONS_RUNTIME_TOKEN", url_v2: "ACTIONS_RESULTS_URL" },
  s3: {
    ...{ bucket: "AWS_BUCKET", region: "AWS_REGION", access_key_id: "AWS_ACCESS_KEY_ID" },
    ...{ secret_access_key: "AWS_SECRET_ACCESS_KEY", session_token: "AWS_SESSION_TOKEN" },
  },
};

/** With what the environment says that the flag does not. The cache of actions is none outside of them, as in buildx. */
function withEnvironment({ type, attributes }: CachePlace, env: Environment): CachePlace[] {
  const found = Object.entries(ofEnvironment[type] ?? {}).flatMap(([name, variable]) => {
    const value = env[variable] ?? "";
    return value === "" ? [] : [[name, value] as const];
  });
  const all = { ...Object.fromEntries(found), ...attributes };
  const isElsewhere = type === "gha" && (all["token"] === undefined || all["url_v2"] === undefined);
  return isElsewhere ? [] : [{ type, attributes: all }];
}
