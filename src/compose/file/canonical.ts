import { cleanGoPath } from "#base/go-path.ts";
import { quote } from "#base/strconv.ts";
import { parsePublishedPorts } from "#formats/port-spec/published-ports.ts";
import { ComposeError } from "../errors.ts";
import { PathRules, pathText, type TreePath } from "../tree/path.ts";
import { isList, isMap, isSameTree, sprint, type Tree, type TreeMap, typeName } from "../tree/value.ts";
import { parseMount } from "./mount-spec.ts";

export interface CanonicalOptions {
  /** Short forms that cannot be read stay: variables may stand in them. */
  readonly isLenient: boolean;
  warn(message: string): void;
}

type Transform = (value: Tree, path: TreePath, options: CanonicalOptions) => Tree;

const invalid = (value: Tree, path: TreePath, what: string): ComposeError =>
  new ComposeError(`${pathText(path)}: invalid type ${typeName(value)}${what}`);

const listed: Transform = (value) => (typeof value === "string" ? [value] : value);
const named: Transform = (value) => (isList(value) ? new Map(value.map((name) => [sprint(name), null])) : value);
const asText: Transform = (value) => (typeof value === "string" ? value : sprint(value));

/** A text stands for a mapping with one key. */
const keyed =
  (key: string, what: string): Transform =>
  (value, path, options) => {
    if (typeof value === "string") return new Map([[key, value]]);
    if (!isMap(value)) throw invalid(value, path, ` for ${what}`);
    return canonicalMap(value, path, options);
  };

const fileMount: Transform = (value, path) => {
  if (typeof value === "string") return new Map([["source", value]]);
  if (!isMap(value)) throw new ComposeError(`${pathText(path)}: unsupported type ${typeName(value)}`);
  return value;
};

const transforms = new PathRules<Transform>({
  "services.*.build": keyed("context", "build"),
  "services.*.build.secrets.*": fileMount,
  "services.*.build.provenance": asText,
  "services.*.build.sbom": asText,
  "services.*.build.additional_contexts": keyValues,
  "services.*.build.ssh": sshKeys,
  "services.*.build.ulimits.*": ulimit,
  "services.*.depends_on": dependencies,
  "services.*.env_file": environmentFiles,
  "services.*.label_file": listed,
  "services.*.extends": keyed("service", "extends"),
  "services.*.gpus": gpus,
  "services.*.networks": named,
  "services.*.models": named,
  "services.*.volumes.*": mount,
  "services.*.dns": listed,
  "services.*.devices.*": device,
  "services.*.secrets.*": fileMount,
  "services.*.configs.*": fileMount,
  "services.*.ports": ports,
  "services.*.ulimits.*": ulimit,
  "services.*.develop.watch.*.ignore": listed,
  "services.*.develop.watch.*.include": listed,
  "volumes.*": maybeExternal,
  "networks.*": maybeExternal,
  "secrets.*": maybeExternal,
  "configs.*": maybeExternal,
  "include.*": keyed("path", "external"),
});

/** The tree with all short forms in their long ones. It changes. @throws ComposeError */
export function canonical(tree: TreeMap, options: CanonicalOptions): TreeMap {
  return omitEmpty(canonicalMap(tree, [], options), []) as TreeMap;
}

function canonicalValue(value: Tree, path: TreePath, options: CanonicalOptions): Tree {
  const transform = transforms.at(path);
  if (transform !== undefined) return transform(value, path, options);
  if (isMap(value)) return canonicalMap(value, path, options);
  return isList(value) ? value.map((item) => canonicalValue(item, [...path, "[]"], options)) : value;
}

function canonicalMap(map: TreeMap, path: TreePath, options: CanonicalOptions): TreeMap {
  for (const [key, value] of map) map.set(key, canonicalValue(value, [...path, key], options));
  return map;
}

function keyValues(value: Tree, path: TreePath, { isLenient }: CanonicalOptions): Tree {
  if (isMap(value)) return value;
  if (!isList(value)) throw invalid(value, path, "");
  const found: TreeMap = new Map();
  for (const item of value) {
    const text = sprint(item);
    const at = text.indexOf("=");
    if (at === -1 && isLenient) return value;
    if (at === -1) throw new ComposeError(`${pathText(path)}: invalid value ${text}, expected key=value`);
    found.set(text.slice(0, at), text.slice(at + 1));
  }
  return found;
}

function sshKeys(value: Tree, path: TreePath): Tree {
  if (isMap(value)) return value;
  if (!isList(value)) throw invalid(value, path, " for ssh");
  const keys: TreeMap = new Map();
  for (const item of value) {
    if (typeof item !== "string") throw new ComposeError(`invalid ssh key type ${typeName(item)}`);
    const at = item.indexOf("=");
    if (at === -1 && item !== "default") throw new ComposeError(`invalid ssh key ${quote(item)}`);
    if (at === -1) keys.set(item, null);
    else keys.set(item.slice(0, at), item.slice(at + 1));
  }
  return keys;
}

function ulimit(value: Tree, path: TreePath): Tree {
  if (isMap(value) || typeName(value) === "int") return value;
  throw invalid(value, path, " for external");
}

function dependencies(value: Tree, path: TreePath): Tree {
  if (isList(value)) return new Map(value.map((name) => [sprint(name), startedDependency()]));
  if (!isMap(value)) throw invalid(value, path, " for depend_on");
  for (const [name, item] of value) {
    if (!isMap(item)) throw new ComposeError(`${pathText(path)}.${name}: unsupported value ${sprint(value)}`);
    if (!item.has("condition")) item.set("condition", "service_started");
    if (!item.has("required")) item.set("required", true);
  }
  return value;
}

const startedDependency = (): TreeMap =>
  new Map<string, Tree>([
    ["condition", "service_started"],
    ["required", true],
  ]);

function environmentFiles(value: Tree, path: TreePath): Tree {
  if (!isList(value) && typeof value !== "string") throw invalid(value, path, " for env_file");
  return (isList(value) ? value : [value]).map((item) => {
    if (typeof item === "string")
      return new Map<string, Tree>([
        ["path", item],
        ["required", true],
      ]);
    if (!isMap(item)) return null;
    if (!item.has("required")) item.set("required", true);
    return item;
  });
}

function gpus(value: Tree, path: TreePath, options: CanonicalOptions): Tree {
  if (typeof value === "string") return [new Map([["count", "all"]])];
  if (!isList(value)) throw invalid(value, path, " for gpus");
  return value.map((item) => canonicalValue(item, [...path, "[]"], options));
}

function mount(value: Tree, path: TreePath, { isLenient }: CanonicalOptions): Tree {
  if (isMap(value)) return value;
  if (typeof value !== "string") throw invalid(value, path, " for service volume mount");
  try {
    const parsed = parseMount(value);
    const target = parsed.get("target");
    if (typeof target === "string") parsed.set("target", cleanGoPath(target));
    return parsed;
  } catch (error) {
    if (isLenient && error instanceof ComposeError) return value;
    throw error;
  }
}

function device(value: Tree, path: TreePath, { isLenient }: CanonicalOptions): Tree {
  if (isMap(value)) return value;
  if (typeof value !== "string") throw invalid(value, path, " for service volume mount");
  const parts = value.split(":");
  if (parts.length > 3 && !isLenient)
    throw new ComposeError(`confusing device mapping, please use long syntax: ${value}`);
  const [source = "", target = "", permissions = "rwm"] = parts.length > 3 ? [] : parts;
  return new Map([
    ["source", source],
    ["target", target || source],
    ["permissions", permissions],
  ]);
}

function ports(value: Tree, path: TreePath, { isLenient }: CanonicalOptions): Tree {
  if (!isList(value)) throw invalid(value, path, " for port");
  const found: Tree[] = [];
  for (const item of value) {
    if (isMap(item)) found.push(item);
    else if (typeof item === "string" || typeName(item) === "int") {
      const parsed = portsOf(sprint(item), isLenient && typeof item === "string");
      if (parsed === undefined) return value;
      found.push(...parsed);
    } else throw invalid(item, path, " for port");
  }
  return found;
}

/** A port in short form; `undefined` where it cannot be read, and that is no fault. */
function portsOf(text: string, isLenient: boolean): TreeMap[] | undefined {
  try {
    const parsed = parsePublishedPorts(text).sort((left, right) =>
      `${left.port}/${left.protocol}` < `${right.port}/${right.protocol}` ? -1 : 1,
    );
    return parsed.map(({ port, protocol, hostIp, hostPort }) => {
      const entries: [string, Tree][] = [["mode", "ingress"]];
      if (hostIp !== "") entries.push(["host_ip", hostIp]);
      if (port !== 0) entries.push(["target", port]);
      if (hostPort !== "") entries.push(["published", hostPort]);
      return new Map<string, Tree>([...entries, ["protocol", protocol]]);
    });
  } catch (error) {
    if (isLenient) return undefined;
    throw new ComposeError((error as Error).message);
  }
}

function maybeExternal(value: Tree, path: TreePath, options: CanonicalOptions): Tree {
  if (!isMap(value)) return value;
  const resource = canonicalMap(value, path, options);
  const external = resource.get("external");
  if (!isMap(external)) return resource;
  resource.set("external", true);
  const outer = external.get("name");
  if (outer === undefined) return resource;
  options.warn(`${pathText(path)}: external.name is deprecated. Please set name and external: true`);
  const name = resource.get("name");
  if (name !== undefined && !isSameTree(name, outer))
    throw new ComposeError(`${pathText(path)}: name and external.name conflict; only use name`);
  if (name === undefined) resource.set("name", outer);
  return resource;
}

/** Servers of names that say nothing are left out. */
function omitEmpty(value: Tree, path: TreePath): Tree {
  const isOmitted = (item: Tree): boolean =>
    path.length === 3 && path[0] === "services" && path[2] === "dns" && (item === null || item === "");
  if (isList(value)) return value.filter((item) => !isOmitted(item)).map((item) => omitEmpty(item, [...path, "[]"]));
  if (!isMap(value)) return value;
  for (const [key, item] of value) {
    if (isOmitted(item)) value.delete(key);
    else value.set(key, omitEmpty(item, [...path, key]));
  }
  return value;
}
