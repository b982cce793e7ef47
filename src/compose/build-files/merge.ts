import { ComposeError } from "./errors.ts";
import { type ComposeMap, type ComposeValue, isList, isMap, scalarText, Tagged, typeName } from "./value.ts";

type Path = readonly string[];

/** `services.*.KEY` and `services.*.build.KEY`. */
function isOfService(path: Path, keys: readonly string[], buildKeys: readonly string[]): boolean {
  if (path[0] !== "services") return false;
  if (path.length === 3) return keys.includes(path[2]!);
  return path.length === 4 && path[2] === "build" && buildKeys.includes(path[3]!);
}

const isOfPairs = (path: Path): boolean =>
  isOfService(path, ["environment", "env_file"], ["args", "additional_contexts", "labels", "extra_hosts"]);
const hasKeys = (path: Path): boolean =>
  isOfService(path, ["environment"], ["args", "additional_contexts", "labels", "platforms", "tags"]);
const isBuild = (path: Path): boolean => isOfService(path, ["build"], []);

/** What a later file says, over what earlier ones do. @throws ComposeError */
export function merge(base: ComposeMap, over: ComposeMap, path: Path = []): ComposeMap {
  const merged = new Map(base);
  for (const [key, value] of over) {
    const below = [...path, key];
    const earlier = merged.get(key);
    if (value instanceof Tagged) {
      if (value.tag === "reset") merged.delete(key);
      else merged.set(key, untagged(value.value));
    } else if (earlier === undefined) merged.set(key, untagged(value));
    else merged.set(key, mergedValue(earlier, value, below));
  }
  return merged;
}

/** A tree without what was marked to be taken away. */
function untagged(value: ComposeValue): ComposeValue {
  if (value instanceof Tagged) return untagged(value.value);
  if (isList(value)) return value.map(untagged);
  return isMap(value) ? merge(new Map(), value) : value;
}

function mergedValue(earlier: ComposeValue, value: ComposeValue, path: Path): ComposeValue {
  if (isBuild(path)) return merge(buildMap(earlier), buildMap(value), path);
  if (isOfPairs(path)) return [...sequence(earlier), ...sequence(untagged(value))];
  if (path.at(-2) === "ulimits" || value === null) return value === null ? earlier : value;
  if (isMap(earlier)) {
    if (isMap(value)) return merge(earlier, value, path);
    throw new ComposeError(`cannot override ${path.join(".")}`);
  }
  if (!isList(earlier)) return untagged(value);
  if (isList(value)) return [...earlier, ...value.map(untagged)];
  throw new ComposeError(`cannot override ${path.join(".")}`);
}

const buildMap = (value: ComposeValue): ComposeMap =>
  isMap(value) ? value : new Map(value === null ? [] : [["context", value]]);

/** A mapping as the list of `key=value` that it is short for. */
function sequence(value: ComposeValue): readonly ComposeValue[] {
  if (isList(value)) return value;
  if (!isMap(value)) return value === null ? [] : [value];
  return [...value]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([key, item]) => {
      if (item === null) return [key];
      return (isList(item) ? item : [item]).map((one) => `${key}=${scalarText(one) ?? ""}`);
    });
}

/** Of the entries of a list that have the same key, the last in the place of the first. @throws ComposeError */
export function withUniqueKeys(value: ComposeValue, path: Path = []): ComposeValue {
  if (isMap(value)) return new Map([...value].map(([key, item]) => [key, withUniqueKeys(item, [...path, key])]));
  if (!isList(value) || !hasKeys(path)) return value;
  const entries = new Map<string, ComposeValue>();
  for (const [at, item] of value.entries()) {
    if (typeof item !== "string")
      throw new ComposeError(`${path.join(".")}.[${at}]: unexpected type ${typeName(item)}`);
    entries.set(item.split("=", 1)[0]!, item);
  }
  return [...entries.values()];
}
