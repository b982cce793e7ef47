import { quote } from "#base/strconv.ts";
import { floatValue } from "#formats/yaml/value.ts";
import { ComposeError } from "../errors.ts";
import { toBoolean, toFloat, toInteger } from "../tree/cast.ts";
import { PathRules, pathText, type TreePath } from "../tree/path.ts";
import { isList, isMap, type Tree, type TreeMap } from "../tree/value.ts";
import { InvalidTemplate, type LookUp, substituteInStack } from "./substitute.ts";

type Cast = (text: string) => Tree;

const rules = (cast: Cast, paths: readonly string[]) => Object.fromEntries(paths.map((path) => [path, cast]));

/** What texts with variables become at the places that want another type. */
const casts = new PathRules<Cast>({
  ...rules(
    (text) => toInteger(text, "Atoi"),
    [
      "configs.[].mode",
      "secrets.[].mode",
      "healthcheck.retries",
      "deploy.replicas",
      "deploy.update_config.parallelism",
      "deploy.rollback_config.parallelism",
      "deploy.restart_policy.max_attempts",
      "deploy.placement.max_replicas_per_node",
      "ports.[].target",
      "ports.[].published",
      "ulimits.*",
      "ulimits.*.hard",
      "ulimits.*.soft",
    ].map((path) => `services.*.${path}`),
  ),
  ...rules(
    (text) => floatValue(toFloat(text)) as Tree,
    ["update_config", "rollback_config"].map((part) => `services.*.deploy.${part}.max_failure_ratio`),
  ),
  ...rules(
    (text) => toBoolean(text),
    [
      ...["healthcheck.disable", "privileged", "read_only", "stdin_open", "tty"].map((path) => `services.*.${path}`),
      ...["read_only", "volume.nocopy"].map((path) => `services.*.volumes.[].${path}`),
      ...["external", "internal", "attachable"].map((key) => `networks.*.${key}`),
      ...["volumes", "secrets", "configs"].map((part) => `${part}.*.external`),
    ],
  ),
});

/** A file with the variables of all its texts replaced. @throws ComposeError */
export function interpolateStack(tree: TreeMap, lookUp: LookUp): TreeMap {
  return interpolated(tree, lookUp, []) as TreeMap;
}

function interpolated(value: Tree, lookUp: LookUp, path: TreePath): Tree {
  if (typeof value === "string") return interpolatedText(value, lookUp, path);
  if (isList(value)) return value.map((item) => interpolated(item, lookUp, [...path, "[]"]));
  if (!isMap(value)) return value;
  return new Map([...value].map(([key, item]) => [key, interpolated(item, lookUp, [...path, key])]));
}

function interpolatedText(text: string, lookUp: LookUp, path: TreePath): Tree {
  const replaced = replacedAt(text, lookUp, path);
  const cast = casts.at(path);
  // A text without variables says itself what it is.
  if (cast === undefined || replaced === text) return replaced;
  try {
    return cast(replaced);
  } catch (error) {
    const reason = (error as Error).message;
    throw new ComposeError(`error while interpolating ${pathText(path)}: failed to cast to expected type: ${reason}`);
  }
}

function replacedAt(text: string, lookUp: LookUp, path: TreePath): string {
  try {
    return substituteInStack(text, lookUp);
  } catch (error) {
    if (!(error instanceof InvalidTemplate)) throw error;
    throw new ComposeError(
      `invalid interpolation format for ${pathText(path)}: ${quote(error.template)}; you may need to escape any $ with another $`,
    );
  }
}
