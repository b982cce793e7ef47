import { formatFloat } from "#base/strconv.ts";
import { isYamlList, isYamlMap, Timestamp, WholeFloat, type YamlValue } from "#formats/yaml/value.ts";
import { jsonString } from "./json-string.ts";

/** A value as Go's encoder writes it: keys in the order of the maps, without a space, or with `indent` for each level. */
export function writeJson(value: YamlValue, indent = ""): string {
  return written(value, indent, "\n");
}

function written(value: YamlValue, indent: string, line: string): string {
  if (value === null) return "null";
  if (typeof value === "string") return jsonString(value);
  if (value instanceof WholeFloat) return numberText(value.value);
  if (typeof value === "number") return numberText(value);
  if (value instanceof Timestamp) return jsonString(value.rfc3339());
  if (isYamlList(value))
    return enclosed(
      "[]",
      value.map((item) => written(item, indent, line + indent)),
      { indent, line },
    );
  if (!isYamlMap(value)) return String(value);
  const colon = indent === "" ? ":" : ": ";
  const members = [...value].map(([key, item]) => `${jsonString(key)}${colon}${written(item, indent, line + indent)}`);
  return enclosed("{}", members, { indent, line });
}

function enclosed(
  brackets: string,
  parts: readonly string[],
  { indent, line }: { readonly indent: string; readonly line: string },
): string {
  if (parts.length === 0) return brackets;
  if (indent === "") return `${brackets[0]}${parts.join(",")}${brackets[1]}`;
  return `${brackets[0]}${parts.map((part) => `${line}${indent}${part}`).join(",")}${line}${brackets[1]}`;
}

/** @throws Error for what JSON has no number for */
function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`json: unsupported value: ${formatFloat(value)}`);
  return Object.is(value, -0) ? "-0" : String(value);
}

/** The map with its keys in the order in which Go's encoder writes those of a map. */
export function byteSorted<T>(map: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...map].sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right))));
}

/** The value with all keys below it in that order. */
export function byteSortedDeep(value: YamlValue): YamlValue {
  if (isYamlList(value)) return value.map(byteSortedDeep);
  if (!isYamlMap(value)) return value;
  return byteSorted(new Map([...value].map(([key, item]) => [key, byteSortedDeep(item)])));
}
