import { ComposeError } from "../errors.ts";
import { PathRules, pathText, type TreePath } from "../tree/path.ts";
import { isList, isMap, isSameTree, sprint, type Tree, type TreeMap, typeName } from "../tree/value.ts";

type Merger = (base: Tree, over: Tree, path: TreePath) => Tree;

const started: TreeMap = new Map<string, Tree>([
  ["condition", "service_started"],
  ["required", true],
]);

const replaced: Merger = (_, over) => over;
const joined: Merger = (base, over) => [...sequence(base), ...sequence(over)];
const byName =
  (value?: TreeMap): Merger =>
  (base, over, path) =>
    mergeMaps(named(base, value), named(over, value), path);

const mergers = new PathRules<Merger>({
  ...Object.fromEntries(
    [
      "networks.*.labels",
      "volumes.*.labels",
      "services.*.annotations",
      "services.*.build.args",
      "services.*.build.additional_contexts",
      "services.*.build.labels",
      "services.*.deploy.labels",
      "services.*.dns",
      "services.*.dns_opt",
      "services.*.dns_search",
      "services.*.env_file",
      "services.*.label_file",
      "services.*.environment",
      "services.*.labels",
      "services.*.volumes.*.volume.labels",
      "services.*.sysctls",
      "services.*.tmpfs",
    ].map((place) => [place, joined]),
  ),
  "services.*.command": replaced,
  "services.*.entrypoint": replaced,
  "services.*.healthcheck.test": replaced,
  "services.*.ulimits.*": replaced,
  "services.*.depends_on": byName(started),
  "services.*.models": byName(),
  "services.*.networks": byName(),
  "services.*.build": mergeBuilds,
  "services.*.extra_hosts": mergeHosts,
  "services.*.build.extra_hosts": mergeHosts,
  "services.*.logging": mergeLogging,
  "networks.*.ipam.config": mergePools,
});

/** What a later file says, laid over what earlier ones do, which changes. @throws ComposeError */
export function merge(base: TreeMap, over: TreeMap, path: TreePath = []): TreeMap {
  return mergeMaps(base, over, path);
}

function mergeValues(base: Tree, over: Tree, path: TreePath): Tree {
  const special = mergers.at(path);
  if (special !== undefined) return special(base, over, path);
  if (over === null) return base;
  if (isMap(base)) {
    if (!isMap(over)) throw new ComposeError(`cannot override ${pathText(path)}`);
    return mergeMaps(base, over, path);
  }
  if (!isList(base)) return over;
  if (!isList(over)) throw new ComposeError(`cannot override ${pathText(path)}`);
  return [...base, ...over];
}

function mergeMaps(base: TreeMap, over: TreeMap, path: TreePath): TreeMap {
  for (const [key, value] of over) {
    const earlier = base.get(key);
    base.set(key, earlier === undefined ? value : mergeValues(earlier, value, [...path, key]));
  }
  return base;
}

function mergeBuilds(base: Tree, over: Tree, path: TreePath): Tree {
  const whole = (value: Tree): TreeMap => {
    if (isMap(value)) return value;
    return new Map(typeof value === "string" ? [["context", value]] : []);
  };
  return mergeMaps(whole(base), whole(over), path);
}

/** Options add up only while the driver is the same. */
function mergeLogging(base: Tree, over: Tree, path: TreePath): Tree {
  if (!isMap(base) || !isMap(over)) return over === null ? base : over;
  const [earlier, later] = [base.get("driver"), over.get("driver")];
  const isSame = earlier === undefined || later === undefined || earlier === later;
  return isSame ? mergeMaps(base, over, path) : over;
}

function mergeHosts(base: Tree, over: Tree): Tree {
  const known = sequence(base);
  return [...known, ...sequence(over).filter((item) => !known.some((other) => isSameTree(item, other)))];
}

/** Pools of addresses with the same subnet are one. */
function mergePools(base: Tree, over: Tree, path: TreePath): Tree {
  if (!isList(base) || !isList(over))
    throw new ComposeError(`${pathText(path)}: unexpected type ${typeName(isList(base) ? over : base)}`);
  const pools: TreeMap[] = [];
  const place = (pool: TreeMap): number =>
    pools.findIndex((other) => isSameTree(other.get("subnet"), pool.get("subnet")));
  for (const original of base) {
    const earlier = named(original);
    for (const item of over) {
      const later = named(item);
      if (!isSameTree(later.get("subnet"), earlier.get("subnet")) && place(later) === -1) {
        pools.push(later);
        continue;
      }
      const merged = mergeMaps(earlier, later, path);
      const at = place(merged);
      if (at === -1) pools.push(merged);
      else pools[at] = merged;
    }
  }
  return pools;
}

/** A list of names as a mapping. */
function named(value: Tree, each?: TreeMap): TreeMap {
  if (isMap(value)) return value;
  if (!isList(value)) return new Map();
  return new Map(value.map((name) => [sprint(name), each === undefined ? null : new Map(each)]));
}

/** A mapping as the list of `key=value` that it is short for. */
function sequence(value: Tree): Tree[] {
  if (isList(value)) return value;
  if (typeof value === "string") return [value];
  if (!isMap(value)) return [];
  const lines = [...value].flatMap(([key, item]) => {
    if (item === null) return [key];
    return (isList(item) ? item : [item]).map((one) => `${key}=${sprint(one)}`);
  });
  return lines.sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
}
