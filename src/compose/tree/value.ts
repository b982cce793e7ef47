import { formatFloat, quote } from "#base/strconv.ts";
import { Timestamp, WholeFloat } from "#formats/yaml/value.ts";

/** What Compose files say, as a tree that the steps of loading change in place. */
export type Tree = null | boolean | number | bigint | string | WholeFloat | Timestamp | Tree[] | TreeMap;

export type TreeMap = Map<string, Tree>;

export const isMap = (value: Tree | undefined): value is TreeMap => value instanceof Map;

export const isList = (value: Tree | undefined): value is Tree[] => Array.isArray(value);

/** The name that Go gives to the type of a value. */
export function typeName(value: Tree): string {
  if (value === null) return "<nil>";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return value >= 2n ** 63n ? "uint64" : "int";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float64";
  if (value instanceof WholeFloat) return "float64";
  if (value instanceof Timestamp) return "time.Time";
  return isMap(value) ? "map[string]interface {}" : "[]interface {}";
}

/** A value as Go's `fmt.Sprint` shows it. */
export function sprint(value: Tree): string {
  if (value === null) return "<nil>";
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : formatFloat(value);
  if (value instanceof WholeFloat) return formatFloat(value.value);
  if (value instanceof Timestamp) return value.toString();
  if (isList(value)) return `[${value.map(sprint).join(" ")}]`;
  if (isMap(value))
    return `map[${[...value.keys()]
      .sort()
      .map((key) => `${key}:${sprint(value.get(key)!)}`)
      .join(" ")}]`;
  return String(value);
}

/** A value as Go's `%#v` shows it. */
export function goSyntax(value: Tree): string {
  if (typeof value === "string") return quote(value);
  if (isList(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  if (isMap(value)) {
    const items = [...value.keys()].sort().map((key) => `${quote(key)}:${goSyntax(value.get(key)!)}`);
    return `map[string]interface {}{${items.join(", ")}}`;
  }
  return value === null ? "interface {}(nil)" : sprint(value);
}

/** A copy that shares nothing with it. */
export function cloneTree<T extends Tree>(value: T): T {
  if (isList(value)) return value.map(cloneTree) as T;
  if (value instanceof Map) return new Map([...(value as TreeMap)].map(([key, item]) => [key, cloneTree(item)])) as T;
  return value;
}

export function isSameTree(left: Tree | undefined, right: Tree | undefined): boolean {
  if (isList(left) && isList(right))
    return left.length === right.length && left.every((item, at) => isSameTree(item, right[at]));
  if (isMap(left) && isMap(right)) {
    const isThere = ([key, item]: readonly [string, Tree]): boolean =>
      right.has(key) && isSameTree(item, right.get(key));
    return left.size === right.size && [...left].every(isThere);
  }
  if (left instanceof WholeFloat && right instanceof WholeFloat) return left.value === right.value;
  if (left instanceof Timestamp && right instanceof Timestamp) return left.text === right.text;
  return left === right;
}
