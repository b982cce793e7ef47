import { quote } from "#base/strconv.ts";
import { ComposeError } from "../errors.ts";
import { PathRules, pathText, type TreePath } from "../tree/path.ts";
import { isList, isMap, sprint, type Tree } from "../tree/value.ts";

type Check = (value: Tree, path: TreePath) => void;

const fileObject =
  (...sources: readonly string[]): Check =>
  (value, path) => {
    if (!isMap(value)) return;
    const count = sources.filter((source) => value.has(source)).length;
    const all = sources.join("|");
    if (count > 1) throw new ComposeError(`${pathText(path)}: ${all} attributes are mutually exclusive`);
    if (count === 0 && !value.has("driver") && !value.has("external"))
      throw new ComposeError(`${pathText(path)}: one of ${all} must be set`);
  };

const deviceRequest: Check = (value, path) => {
  if (isMap(value) && value.has("count") && value.has("device_ids"))
    throw new ComposeError(`${pathText(path)}: "count" and "device_ids" attributes are exclusive`);
};

const checks = new PathRules<Check>({
  "volumes.*": (value, path) => {
    if (!isMap(value) || value.get("external") !== true) return;
    const other = [...value.keys()].find((key) => key !== "name" && key !== "external" && !key.startsWith("x-"));
    if (other !== undefined)
      throw new ComposeError(`${pathText(path)}: conflicting parameters "external" and ${quote(other)} specified`);
  },
  "configs.*": fileObject("file", "environment", "content"),
  "secrets.*": fileObject("file", "environment"),
  "services.*.ports.*": (value, path) => {
    const ip = isMap(value) ? value.get("host_ip") : undefined;
    if (ip !== undefined && !isAddress(sprint(ip)))
      throw new ComposeError(`${pathText(path)}: invalid ip address: ${sprint(ip)}`);
  },
  "services.*.develop.watch.*.path": (value, path) => {
    if (value === "") throw new ComposeError(`${pathText(path)}: value can't be blank`);
  },
  "services.*.deploy.resources.reservations.devices.*": deviceRequest,
  "services.*.gpus.*": deviceRequest,
});

const isAddress = (text: string): boolean =>
  process.getBuiltinModule("node:net").isIP(text) !== 0 && !text.includes("%");

/** Refuses what no schema can tell. @throws ComposeError */
export function checkTree(value: Tree, path: TreePath = []): void {
  const check = checks.at(path);
  if (check !== undefined) check(value, path);
  else if (isMap(value)) for (const [key, item] of value) checkTree(item, [...path, key]);
  else if (isList(value)) for (const item of value) checkTree(item, [...path, "[]"]);
}
