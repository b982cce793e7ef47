import { parseBool } from "#base/strconv.ts";
import type { Entitlements } from "./entitlements.ts";
import { distinct, distinctAttests, parseAttest, parseCache, parseExport, parseSecret, parseSsh } from "./entries.ts";
import { BakeError } from "./errors.ts";
import { matchesGlob } from "./globs.ts";
import { withLoad, withPush } from "./outputs.ts";
import type { BakeConfig, BakeTarget } from "./target.ts";

/** What `--set` says for one key of a target. */
export interface Override {
  readonly value: string;
  readonly values: readonly string[];
  readonly isAdded: boolean;
}

/** By target and key, such as `args.VERSION`. */
export type Overrides = ReadonlyMap<string, ReadonlyMap<string, Override>>;

const listKeys = new Set([
  "output",
  "cache-to",
  "cache-from",
  "tags",
  "platform",
  "secrets",
  "ssh",
  "attest",
  "entitlements",
  "network",
  "annotations",
]);

function matchingTargets({ targets }: BakeConfig, pattern: string): string[] {
  if (targets.some(({ name }) => name === pattern)) return [pattern];
  const names = targets
    .map(({ name }) => name)
    .filter((name) => {
      const matches = matchesGlob(pattern, name);
      if (matches === undefined)
        throw new BakeError(`could not match targets with '${pattern}': syntax error in pattern`);
      return matches;
    });
  if (names.length === 0) throw new BakeError(`could not find any target matching '${pattern}'`);
  return names;
}

/** Reads `pattern.key[.name][+]=value` of every `--set`. @throws BakeError */
export function readOverrides(
  config: BakeConfig,
  settings: readonly string[],
  lookUp: (name: string) => string | undefined,
): Overrides {
  const all = new Map<string, Map<string, Override>>();
  for (const setting of settings) {
    const at = setting.indexOf("=");
    const left = at === -1 ? setting : setting.slice(0, at);
    const value = at === -1 ? undefined : setting.slice(at + 1);
    const shownKey = left.replace(/\+$/, "");
    const [pattern = "", key, ...rest] = shownKey.split(".");
    if (key === undefined) throw new BakeError(`invalid override key ${shownKey}, expected target.name`);
    if (value === undefined && key !== "args")
      throw new BakeError(`invalid override ${setting}, expected target.name=value`);
    for (const name of matchingTargets(config, pattern)) {
      const ofTarget = all.get(name) ?? new Map<string, Override>();
      all.set(name, ofTarget);
      const inner = rest.length === 0 ? undefined : rest.join(".");
      const before = ofTarget.get([key, ...rest].join(".")) ?? { value: "", values: [], isAdded: false };
      const next = overriddenBy(before, key, inner, value, { left, isAdded: left.endsWith("+"), lookUp });
      if (next !== undefined) ofTarget.set([key, ...rest].join("."), next);
    }
  }
  return all;
}

interface Setting {
  readonly left: string;
  readonly isAdded: boolean;
  lookUp(name: string): string | undefined;
}

function overriddenBy(
  before: Override,
  key: string,
  name: string | undefined,
  value: string | undefined,
  { left, isAdded, lookUp }: Setting,
): Override | undefined {
  if (listKeys.has(key)) {
    const added = { ...before, isAdded, values: [...before.values, value ?? ""] };
    return key === "network" ? { ...added, value: before.value } : added;
  }
  if ((key === "args" || key === "contexts") && name === undefined)
    throw new BakeError(`invalid key ${left}, ${key} requires name`);
  if (value !== undefined) return { ...before, value };
  // An argument without a value has that of the environment, if there is one.
  const found = lookUp(name!);
  return found === undefined ? undefined : { ...before, value: found };
}

type Apply = (target: BakeTarget, override: Override, name: string | undefined) => void;

const text =
  (key: "context" | "dockerfile" | "target" | "call" | "shmSize" | "network"): Apply =>
  (target, { value }) => {
    target[key] = value;
  };

const named =
  (key: "args" | "contexts" | "labels" | "extraHosts", shown: string, value: string): Apply =>
  (target, override, name) => {
    if (name === undefined) throw new BakeError(`invalid format for ${shown}, expecting ${shown}.${value}`);
    target[key] = new Map([...((target[key] ?? []) as Iterable<[string, string]>), [name, override.value]]);
  };

const list =
  (key: "tags" | "platforms" | "noCacheFilter" | "ulimits", isAlwaysAdded = false): Apply =>
  (target, { values, isAdded }) => {
    target[key] = isAdded || isAlwaysAdded ? [...(target[key] ?? []), ...values] : values;
  };

function boolean(key: string, { value }: Override): boolean {
  try {
    return parseBool(value);
  } catch {
    throw new BakeError(`invalid value ${value} for boolean key ${key}`);
  }
}

function parsed<T>(values: readonly string[], parse: (text: string) => T, what: string): T[] {
  try {
    return values.filter((value) => value !== "").map(parse);
  } catch (error) {
    throw error instanceof BakeError ? new BakeError(`invalid value for ${what}: ${error.message}`) : error;
  }
}

/** Entries that are put in the place of those before, or to them. */
function entries<T extends object>(
  before: readonly T[] | undefined,
  given: readonly T[],
  { isAdded }: Override,
): readonly T[] {
  return isAdded ? distinct([...(before ?? []), ...given]) : given;
}

const appliers: Readonly<Record<string, Apply>> = {
  context: text("context"),
  dockerfile: text("dockerfile"),
  target: text("target"),
  call: text("call"),
  "shm-size": text("shmSize"),
  network: text("network"),
  args: named("args", "args", "<name>=<value>"),
  contexts: named("contexts", "contexts", "<name>=<value>"),
  labels: named("labels", "labels", "<name>=<value>"),
  "extra-hosts": named("extraHosts", "extra-hosts", "<hostname>=<ip>"),
  tags: list("tags"),
  platform: list("platforms"),
  "no-cache-filter": list("noCacheFilter"),
  ulimits: list("ulimits"),
  annotations: (target, { values }) => {
    target.annotations = [...(target.annotations ?? []), ...values];
  },
  entitlements: (target, { values }) => {
    target.entitlements = [...(target.entitlements ?? []), ...values];
  },
  "cache-from": (target, override) => {
    target.cacheFrom = entries(target.cacheFrom, parseCache(override.values), override);
  },
  "cache-to": (target, override) => {
    target.cacheTo = entries(target.cacheTo, parseCache(override.values), override);
  },
  secrets: (target, override) => {
    target.secrets = entries(target.secrets, parsed(override.values, parseSecret, "outputs"), override);
  },
  ssh: (target, override) => {
    target.ssh = entries(target.ssh, parsed(override.values, parseSsh, "outputs"), override);
  },
  output: (target, override) => {
    target.outputs = entries(target.outputs, parsed(override.values, parseExport, "outputs"), override);
  },
  attest: (target, { values }) => {
    target.attest = distinctAttests([...(target.attest ?? []), ...parsed(values, parseAttest, "attest")]);
  },
  "no-cache": (target, override) => {
    target.noCache = boolean("no-cache", override);
  },
  pull: (target, override) => {
    target.pull = boolean("pull", override);
  },
  push: (target, override) => {
    target.outputs = withPush(target.outputs ?? [], boolean("push", override));
  },
  load: (target, override) => {
    target.outputs = withLoad(target.outputs ?? [], boolean("load", override));
  },
};

/** The target as `--set` wants it; the paths that it names there are allowed by that. @throws BakeError */
export function overridden(
  target: BakeTarget,
  overrides: ReadonlyMap<string, Override> | undefined,
  allowed: Entitlements,
): BakeTarget {
  const result = { ...target };
  for (const [key, override] of overrides ?? []) {
    const [kind = "", ...rest] = key.split(".");
    const apply = Object.hasOwn(appliers, kind) ? appliers[kind] : undefined;
    if (apply === undefined) throw new BakeError(`unknown key: ${kind}`);
    apply(result, override, rest.length === 0 ? undefined : rest.join("."));
    allow(result, kind, override, allowed);
  }
  return result;
}

function allow(target: BakeTarget, kind: string, { values }: Override, allowed: Entitlements): void {
  const local = (list: BakeTarget["cacheFrom"], name: string): string[] =>
    (list ?? []).flatMap(({ type, attributes }) =>
      type === "local" && attributes.has(name) ? [attributes.get(name)!] : [],
    );
  if (kind === "cache-from") allowed.reads.push(...local(target.cacheFrom, "src"));
  if (kind === "cache-to") allowed.writes.push(...local(target.cacheTo, "dest"));
  if (kind === "secrets")
    allowed.reads.push(...(target.secrets ?? []).flatMap(({ source }) => (source === "" ? [] : [source])));
  if (kind === "ssh") allowed.reads.push(...(target.ssh ?? []).flatMap(({ paths }) => paths));
  if (kind === "output")
    allowed.writes.push(
      ...(target.outputs ?? []).flatMap(({ destination }) => (destination === "" ? [] : [destination])),
    );
  if (kind === "entitlements") {
    allowed.networkHost ||= values.includes("network.host");
    allowed.securityInsecure ||= values.includes("security.insecure");
  }
}
