import { ComposeError } from "../errors.ts";
import { PathRules, pathText, type TreePath } from "../tree/path.ts";
import { isList, isMap, sprint, type Tree, type TreeMap, typeName } from "../tree/value.ts";

type Default = (value: Tree, path: TreePath) => void;

function setMissing(map: TreeMap, key: string, value: Tree): void {
  if (!map.has(key)) map.set(key, value);
}

const deviceRequest: Default = (value, path) => {
  if (!isMap(value)) throw new ComposeError(`${pathText(path)}: invalid type ${typeName(value)} for device request`);
  if (!value.has("count") && !value.has("device_ids")) value.set("count", "all");
};

const defaults = new PathRules<Default>({
  "services.*.build": (value) => {
    if (isMap(value)) setMissing(value, "context", ".");
  },
  "services.*.secrets.*": (value, path) => {
    if (!isMap(value)) throw new ComposeError(`${pathText(path)}: unsupported type ${typeName(value)}`);
    setMissing(value, "target", `/run/secrets/${sprint(value.get("source") ?? null)}`);
  },
  "services.*.ports.*": (value) => {
    if (!isMap(value)) return;
    setMissing(value, "protocol", "tcp");
    setMissing(value, "mode", "ingress");
  },
  "services.*.deploy.resources.reservations.devices.*": deviceRequest,
  "services.*.gpus.*": deviceRequest,
});

/** Gives the tree what is understood where nothing is said. @throws ComposeError */
export function setDefaults(value: Tree, path: TreePath = []): void {
  const set = defaults.at(path);
  if (set !== undefined) set(value, path);
  else if (isMap(value)) for (const [key, item] of value) setDefaults(item, [...path, key]);
  else if (isList(value)) for (const item of value) setDefaults(item, [...path, "[]"]);
}
