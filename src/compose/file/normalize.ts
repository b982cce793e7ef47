import { cleanGoPath } from "#base/go-path.ts";
import { isTrueWord } from "#base/strconv.ts";
import { isList, isMap, sprint, type Tree, type TreeMap } from "../tree/value.ts";

type Environment = ReadonlyMap<string, string>;

/** Says what is implied: the default network, needs of other services, names of resources. The tree changes. */
export function normalize(tree: TreeMap, environment: Environment): void {
  const services = tree.get("services");
  addDefaultNetwork(tree);
  if (isMap(services))
    for (const service of services.values()) if (isMap(service)) normalizeService(service, environment);
  for (const section of ["networks", "volumes", "configs", "secrets"]) nameResources(tree, section);
}

function addDefaultNetwork(tree: TreeMap): void {
  const services = tree.get("services");
  let isUsed = false;
  for (const service of isMap(services) ? services.values() : []) {
    if (!isMap(service) || service.has("provider") || service.has("network_mode")) continue;
    const networks = service.get("networks");
    if (!isMap(networks) || networks.size === 0) service.set("networks", new Map([["default", null]]));
    else if (!networks.has("default")) continue;
    isUsed = true;
  }
  const declared = tree.get("networks");
  const networks: TreeMap = isMap(declared) ? declared : new Map();
  if (isUsed && !networks.has("default")) networks.set("default", null);
  if (networks.size > 0) tree.set("networks", networks);
}

function normalizeService(service: TreeMap, environment: Environment): void {
  if (service.get("pull_policy") === "if_not_present") service.set("pull_policy", "missing");
  const build = service.get("build");
  if (isMap(build)) normalizeBuild(build, environment);
  const variables = service.get("environment");
  if (variables !== undefined) service.set("environment", withValues(variables, environment, true));
  addImpliedNeeds(service);
  const volumes = service.get("volumes");
  for (const volume of isList(volumes) ? volumes : []) {
    if (!isMap(volume)) continue;
    volume.set("target", cleanGoPath(sprint(volume.get("target") ?? "")));
  }
}

function normalizeBuild(build: TreeMap, environment: Environment): void {
  if ((build.get("context") ?? null) === null) build.set("context", ".");
  if ((build.get("dockerfile") ?? null) === null && (build.get("dockerfile_inline") ?? null) === null)
    build.set("dockerfile", "Dockerfile");
  const args = build.get("args");
  if (args !== undefined) build.set("args", withValues(args, environment, false));
}

/** Names without values get those of the environment; the others may stay. */
function withValues(value: Tree, environment: Environment, keepsUnset: boolean): Tree {
  if (isList(value))
    return value.flatMap((item) => {
      if (typeof item !== "string" || item.includes("=")) return [item];
      const known = environment.get(item);
      return known === undefined ? (keepsUnset ? [item] : []) : [`${item}=${known}`];
    });
  if (!isMap(value)) return value;
  const resolved: TreeMap = new Map();
  for (const [key, item] of value) {
    const found = item ?? environment.get(key);
    if (found !== undefined) resolved.set(key, found);
    else if (keepsUnset) resolved.set(key, null);
  }
  return resolved;
}

const need = (restart: boolean): TreeMap =>
  new Map<string, Tree>([
    ["condition", "service_started"],
    ["restart", restart],
    ["required", true],
  ]);

function addImpliedNeeds(service: TreeMap): void {
  const declared = service.get("depends_on");
  const needs: TreeMap = isMap(declared) ? declared : new Map();
  const add = (name: string, restart: boolean): void => {
    if (!needs.has(name)) needs.set(name, need(restart));
  };
  const texts = (key: string): string[] => {
    const value = service.get(key);
    return isList(value) ? value.map(sprint) : [];
  };
  for (const link of texts("links")) {
    const parts = link.split(":");
    add(parts.length === 2 ? parts[0]! : link, true);
  }
  for (const key of ["network_mode", "ipc", "pid", "uts", "cgroup"]) {
    const shared = service.get(key);
    if (typeof shared === "string" && shared.startsWith("service:")) add(shared.slice("service:".length), true);
  }
  for (const source of texts("volumes_from"))
    if (!source.startsWith("container:")) add(source.split(":", 1)[0]!, false);
  if (needs.size > 0) service.set("depends_on", needs);
}

function nameResources(tree: TreeMap, section: string): void {
  const resources = tree.get(section);
  if (!isMap(resources)) return;
  for (const [key, value] of resources) {
    const resource: TreeMap = isMap(value) ? value : new Map();
    if ((resource.get("name") ?? null) === null) {
      const isExternal = isTrueWord(sprint(resource.get("external") ?? false));
      resource.set("name", isExternal ? key : `${sprint(tree.get("name") ?? null)}_${key}`);
    }
    resources.set(key, resource);
  }
}
