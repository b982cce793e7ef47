import { lstatSync, realpathSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { ComposeError } from "../errors.ts";
import { PathRules, type TreePath } from "../tree/path.ts";
import { isList, isMap, type Tree, type TreeMap, typeName } from "../tree/value.ts";
import { fileError } from "./file-access.ts";

/** What relative paths stand below. */
export interface PathBase {
  readonly folder: string;
  readonly home: string | undefined;
  /** Whether a reference leads elsewhere than to a file of this host. */
  isRemote(reference: string): boolean;
  warn(message: string): void;
}

type Resolve = (value: Tree, base: PathBase) => Tree;

const rules = new PathRules<Resolve>({
  "services.*.build.context": contextPath,
  "services.*.build.additional_contexts.*": contextPath,
  "services.*.build.ssh.*": anyPath,
  "services.*.env_file.*.path": hostPath,
  "services.*.label_file.*": hostPath,
  "services.*.extends.file": (value, base) =>
    typeof value === "string" && base.isRemote(value) ? value : hostPath(value, base),
  "services.*.develop.watch.*.path": (value, base) => {
    const path = hostPath(value, base);
    return typeof path === "string" ? withoutLink(path) : path;
  },
  "services.*.volumes.*": mountSource,
  "configs.*.file": anyPath,
  "secrets.*.file": anyPath,
  "include.path": hostPath,
  "include.project_directory": hostPath,
  "include.env_file": hostPath,
  "volumes.*": driverDevice,
});

/** Puts the relative paths of the tree below the folder. @throws ComposeError */
export function resolvePaths(value: Tree, base: PathBase, path: TreePath = []): Tree {
  const resolve = rules.at(path);
  if (resolve !== undefined) return resolve(value, base);
  if (isMap(value)) for (const [key, item] of value) value.set(key, resolvePaths(item, base, [...path, key]));
  if (!isList(value)) return value;
  return value.map((item) => resolvePaths(item, base, [...path, "[]"]));
}

/** `~` is the home folder. */
export function expandHome(path: string, { home, warn }: Pick<PathBase, "home" | "warn">): string {
  if (!path.startsWith("~")) return path;
  if (home !== undefined) return join(home, path.slice(1));
  warn("cannot expand '~', because the environment lacks HOME");
  return path;
}

function hostPath(value: Tree, base: PathBase): Tree {
  if (isList(value)) return value.map((item) => hostPath(item, base));
  if (typeof value !== "string") throw new ComposeError(`unexpected type ${typeName(value)}`);
  const path = expandHome(value, base);
  return path === "" || isAbsolute(path) ? path : join(base.folder, path);
}

/** A path of this host, or of the engine's, which may be another system. */
function anyPath(value: Tree, base: PathBase): Tree {
  if (typeof value !== "string") return value;
  const path = expandHome(value, base);
  return isAbsolute(path) || isWindowsPath(path) ? path : join(base.folder, path);
}

const isWindowsPath = (path: string): boolean => /^(?:[a-zA-Z]:[\\/]|[\\/]{2}[^\\/.]+[\\/][^\\/.]+)/.test(path);

const remoteContext = /^(?:https:\/\/|http:\/\/|git:\/\/|ssh:\/\/|github\.com\/|git@|service:)/;

function contextPath(value: Tree, base: PathBase): Tree {
  if (typeof value !== "string") return value;
  return value.includes("://") || remoteContext.test(value) ? value : hostPath(value, base);
}

function mountSource(value: Tree, base: PathBase): Tree {
  if (!isMap(value) || value.get("type") !== "bind") return value;
  const source = value.get("source");
  if (source === undefined)
    throw new ComposeError('invalid mount config for type "bind": field Source must not be empty');
  value.set("source", anyPath(source, base));
  return value;
}

/** A volume of the local driver may be a bind mount. */
function driverDevice(value: Tree, base: PathBase): Tree {
  const options: TreeMap | undefined = isMap(value) ? (value.get("driver_opts") as TreeMap | undefined) : undefined;
  if (!isMap(value) || value.get("driver") !== "local" || !isMap(options)) return value;
  const device = options.get("device");
  if (options.get("o") === "bind" && device !== undefined) options.set("device", anyPath(device, base));
  return value;
}

/** The path with the first link in it followed. */
function withoutLink(path: string): string {
  let at = "";
  for (const part of path.split("/").filter((name) => name !== "")) {
    at = `${at}/${part}`;
    if (!(lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() ?? false)) continue;
    try {
      return path.replace(at, () => realpathSync(at));
    } catch (error) {
      throw fileError(error, "lstat", at);
    }
  }
  return path;
}
