import { parseBinarySize } from "#base/units.ts";
import { ComposeError } from "./errors.ts";
import { flag, list, mapping, onlyKeys, pairs, text, texts, undecodable } from "./fields.ts";
import { type ComposeMap, type ComposeValue, isList, isMap, scalarText, typeName } from "./value.ts";

/** How the image of a service is built. */
export interface ComposeBuild {
  readonly context?: string;
  readonly dockerfile?: string;
  readonly dockerfileInline?: string;
  readonly target?: string;
  readonly network?: string;
  readonly args?: ReadonlyMap<string, string | undefined>;
  readonly labels?: ReadonlyMap<string, string>;
  readonly ssh?: ReadonlyMap<string, string | undefined>;
  readonly additionalContexts?: ReadonlyMap<string, string>;
  readonly extraHosts?: ReadonlyMap<string, readonly string[]>;
  readonly cacheFrom?: readonly string[];
  readonly cacheTo?: readonly string[];
  readonly tags?: readonly string[];
  readonly platforms?: readonly string[];
  /** Names of secrets of the project. */
  readonly secrets?: readonly string[];
  readonly ulimits?: ReadonlyMap<string, { readonly soft: string; readonly hard: string }>;
  /** In bytes. */
  readonly shmSize?: number;
  readonly noCache?: boolean;
  readonly pull?: boolean;
  readonly sbom?: string;
  readonly provenance?: string;
  /** Attributes that begin with `x-`. */
  readonly extensions: ComposeMap;
}

type Reader = (value: ComposeValue, path: string, place: string) => unknown;

const attributes: Readonly<Record<string, readonly [field: keyof ComposeBuild | undefined, read: Reader]>> = {
  context: ["context", text],
  dockerfile: ["dockerfile", text],
  dockerfile_inline: ["dockerfileInline", text],
  target: ["target", text],
  network: ["network", text],
  isolation: [undefined, text],
  privileged: [undefined, flag],
  entitlements: [undefined, texts],
  args: ["args", pairs],
  labels: ["labels", labels],
  ssh: ["ssh", ssh],
  additional_contexts: ["additionalContexts", contexts],
  extra_hosts: ["extraHosts", extraHosts],
  cache_from: ["cacheFrom", texts],
  cache_to: ["cacheTo", texts],
  tags: ["tags", texts],
  platforms: ["platforms", texts],
  secrets: ["secrets", secrets],
  ulimits: ["ulimits", ulimits],
  shm_size: ["shmSize", size],
  no_cache: ["noCache", flag],
  pull: ["pull", flag],
  sbom: ["sbom", scalarOf],
  provenance: ["provenance", scalarOf],
};

/** What a service says of its build. `path` is such as `services.web.build`. @throws ComposeError */
export function readBuild(value: ComposeValue, path: string, place: string): ComposeBuild {
  const given = typeof value === "string" ? new Map([["context", value]]) : value;
  if (!isMap(given)) throw new ComposeError(`${path}: invalid type ${typeName(value)} for build`);
  onlyKeys(given, Object.keys(attributes), path);
  const build: Record<string, unknown> = {};
  for (const [key, item] of given) {
    const [field, read] = attributes[key] ?? [];
    const result = read?.(item, `${path}.${key}`, `${place}.${key}`);
    if (field !== undefined) build[field] = result;
  }
  const extensions = new Map([...given].filter(([key]) => key.startsWith("x-")));
  return { ...build, extensions };
}

function labels(value: ComposeValue, path: string): Map<string, string> {
  return new Map([...pairs(value, path)].map(([key, label]) => [key, label ?? ""]));
}

function ssh(value: ComposeValue, path: string): Map<string, string | undefined> {
  if (!isList(value) && !isMap(value)) throw new ComposeError(`${path}: invalid type ${typeName(value)} for ssh`);
  const wrong = isList(value) ? value.find((item) => typeof item !== "string") : undefined;
  if (wrong !== undefined) throw new ComposeError(`invalid ssh key type ${typeName(wrong)}`);
  return pairs(value, path);
}

function contexts(value: ComposeValue, path: string): Map<string, string> {
  if (!isList(value) && !isMap(value)) throw new ComposeError(`${path}: invalid type ${typeName(value)}`);
  const found = pairs(value, path);
  for (const [key, context] of found)
    if (isList(value) && context === undefined)
      throw new ComposeError(`${path}: invalid value ${key}, expected key=value`);
  return new Map([...found].map(([key, context]) => [key, context ?? ""]));
}

function extraHosts(value: ComposeValue, path: string, place: string): Map<string, string[]> {
  const hosts = new Map<string, string[]>();
  const add = (name: string, addresses: readonly string[]): void => {
    const known = hosts.get(name) ?? [];
    hosts.set(name, [...known, ...addresses.filter((address) => !known.includes(address))]);
  };
  if (isList(value)) {
    for (const entry of texts(value, path)) {
      const [, name, address] = /^([^=:]+)[=:](.+)$/s.exec(entry) ?? [];
      if (name === undefined) throw undecodable(place, `invalid additional host, missing IP: ${entry}`);
      add(name, [address!]);
    }
    return hosts;
  }
  for (const [name, item] of mapping(value, path))
    add(name, isList(item) ? texts(item, `${path}.${name}`) : [text(item, `${path}.${name}`)]);
  return hosts;
}

function secrets(value: ComposeValue, path: string): string[] {
  return list(value, path).map((item, at) => {
    if (typeof item === "string") return item;
    if (!isMap(item)) throw new ComposeError(`${path}.[]: unsupported type ${typeName(item)}`);
    onlyKeys(item, ["source", "target", "uid", "gid", "mode"], `${path}.${at}`);
    return text(item.get("source") ?? "", `${path}.${at}.source`);
  });
}

function ulimits(value: ComposeValue, path: string): Map<string, { soft: string; hard: string }> {
  return new Map(
    [...mapping(value, path)].map(([name, limit]) => {
      const below = `${path}.${name}`;
      if (!isMap(limit)) {
        if (typeof limit !== "number") throw new ComposeError(`${below}: invalid type ${typeName(limit)} for external`);
        return [name, { soft: String(limit), hard: String(limit) }];
      }
      onlyKeys(limit, ["soft", "hard"], below);
      const [soft, hard] = [limit.get("soft"), limit.get("hard")];
      if (soft === undefined || hard === undefined) throw new ComposeError(`${below} must be a integer or string`);
      return [name, { soft: integerText(soft, `${below}.soft`), hard: integerText(hard, `${below}.hard`) }];
    }),
  );
}

function integerText(value: ComposeValue, path: string): string {
  if (typeof value === "string" || (typeof value === "number" && Number.isInteger(value))) return String(value);
  throw new ComposeError(`${path} must be a integer or string`);
}

function size(value: ComposeValue, path: string, place: string): number {
  const shown = integerText(value, path);
  try {
    return parseBinarySize(shown);
  } catch (error) {
    throw undecodable(place, (error as Error).message);
  }
}

function scalarOf(value: ComposeValue, path: string): string {
  const shown = scalarText(value);
  if (shown === undefined) throw new ComposeError(`${path} must be a boolean or string`);
  return shown;
}
