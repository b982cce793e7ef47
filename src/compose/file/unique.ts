import { ComposeError } from "../errors.ts";
import { PathRules, pathText, type TreePath } from "../tree/path.ts";
import { isList, isMap, sprint, type Tree, type TreeMap, typeName } from "../tree/value.ts";
import { parseMount } from "./mount-spec.ts";

/** The key under which an item of a list is there once. */
type KeyOf = (item: Tree, path: TreePath) => string;

const keyValue: KeyOf = (item, path) => {
  if (typeof item !== "string") throw new ComposeError(`${pathText(path)}: unexpected type ${typeName(item)}`);
  return item.split("=", 1)[0]!;
};

const volume: KeyOf = (item, path) => {
  if (typeof item === "string") return String(parseMount(item).get("target") ?? "");
  if (!isMap(item)) return "";
  const target = item.get("target");
  if (typeof target !== "string") throw new ComposeError(`service volume ${pathText(path)} is missing a mount target`);
  return target;
};

const device: KeyOf = (item, path) => {
  if (typeof item === "string") {
    const parts = item.split(":");
    return parts[1] ?? parts[0]!;
  }
  if (!isMap(item)) return "";
  const target = item.get("target");
  if (typeof target !== "string") throw new ComposeError(`service device ${pathText(path)} is missing a mount target`);
  return target;
};

const exposed: KeyOf = (item, path) => {
  if (typeof item === "string" || typeName(item) === "int") return String(item);
  throw new ComposeError(`${pathText(path)}: unsupported expose value ${sprintf(item)}`);
};

const mounted =
  (folder: string): KeyOf =>
  (item, path) => {
    if (typeof item === "string") return `${folder}/${item}`;
    if (!isMap(item)) throw new ComposeError(`${pathText(path)}: unsupported expose value ${sprintf(item)}`);
    const target = item.get("target");
    return target === undefined ? `${folder}/${sprint(item.get("source") ?? null)}` : sprint(target);
  };

const port: KeyOf = (item, path) => {
  if (typeof item === "string") return item;
  if (typeName(item) === "int") return String(item);
  return isMap(item) ? portKey(item, path) : "";
};

function portKey(item: TreeMap, path: TreePath): string {
  const target = item.get("target");
  if (target === undefined) throw new ComposeError(`service ports ${pathText(path)} is missing a target port`);
  const shown = (key: string, fallback: string): string => sprint(item.get(key) ?? fallback);
  return `${shown("host_ip", "0.0.0.0")}:${shown("published", "<nil>")}:${sprint(target)}/${shown("protocol", "tcp")}`;
}

const environmentFile: KeyOf = (item, path) => {
  if (typeof item === "string") return item;
  if (!isMap(item)) return "";
  const file = item.get("path");
  if (file === undefined) throw new ComposeError(`environment path attribute ${pathText(path)} is missing`);
  return sprint(file);
};

/** A value in Go's `%s`, where it is no text. */
const sprintf = (item: Tree): string => `%!s(${typeName(item)}=${sprint(item)})`;

const keys = new PathRules<KeyOf>({
  ...Object.fromEntries(
    [
      "networks.*.labels",
      "networks.*.ipam.options",
      ...[
        "annotations build.args build.additional_contexts build.platform build.tags build.labels cap_add cap_drop",
        "deploy.labels dns dns_opt dns_search environment labels links networks.*.aliases networks.*.link_local_ips",
        "profiles sysctls tmpfs",
      ]
        .join(" ")
        .split(" ")
        .map((key) => `services.*.${key}`),
    ].map((place) => [place, keyValue]),
  ),
  "services.*.devices": device,
  "services.*.configs": mounted(""),
  "services.*.env_file": environmentFile,
  "services.*.expose": exposed,
  "services.*.ports": port,
  "services.*.secrets": mounted("/run/secrets"),
  "services.*.volumes": volume,
});

/** Of the items of a list that have the same key, the last in the place of the first. Lists are replaced. @throws ComposeError */
export function keepUnique(value: Tree, path: TreePath = []): Tree {
  if (isMap(value)) {
    for (const [key, item] of value) value.set(key, keepUnique(item, [...path, key]));
    return value;
  }
  const keyOf = isList(value) ? keys.at(path) : undefined;
  if (keyOf === undefined || !isList(value)) return value;
  const items = new Map<string, Tree>();
  for (const [at, item] of value.entries()) items.set(keyOf(item, [...path, `[${at}]`]), item);
  return [...items.values()];
}

/** Whether a list at this place is one of which each item is there once. */
export const isUniqueList = (path: TreePath): boolean => keys.at(path) !== undefined;
