import { floatValue } from "#formats/yaml/value.ts";
import { ComposeError } from "../errors.ts";
import { toBoolean, toFloat, toInteger } from "../tree/cast.ts";
import { PathRules, pathText, type TreePath } from "../tree/path.ts";
import { isList, isMap, type Tree } from "../tree/value.ts";
import { InvalidTemplate, substitute, type Variables } from "./substitute.ts";

export interface InterpolationOptions {
  readonly variables: Variables;
  warn(message: string): void;
}

type Cast = (text: string, warn: (message: string) => void) => Tree;

const integer: Cast = (text) => toInteger(text, "Atoi");
const integer64: Cast = (text) => toInteger(text, "ParseInt");
const float: Cast = (text) => floatValue(toFloat(text)) as Tree;
const flag: Cast = toBoolean;

/** What texts become at the places that want another type, so that variables can stand there. */
const casts = new PathRules<Cast>({
  ...Object.fromEntries(
    "cpu_count cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares oom_score_adj pids_limit"
      .split(" ")
      .map((key) => [`services.*.${key}`, integer64]),
  ),
  ...Object.fromEntries(
    [
      "scale",
      "deploy.replicas",
      "deploy.update_config.parallelism",
      "deploy.rollback_config.parallelism",
      "deploy.restart_policy.max_attempts",
      "deploy.placement.max_replicas_per_node",
      "healthcheck.retries",
      "ports.[].target",
      "ulimits.*",
      "ulimits.*.hard",
      "ulimits.*.soft",
    ].map((key) => [`services.*.${key}`, integer]),
  ),
  ...Object.fromEntries(
    ["cpu_percent", "cpus", "deploy.update_config.max_failure_ratio", "deploy.rollback_config.max_failure_ratio"].map(
      (key) => [`services.*.${key}`, float],
    ),
  ),
  ...Object.fromEntries(
    [
      "init",
      "healthcheck.disable",
      "oom_kill_disable",
      "privileged",
      "read_only",
      "stdin_open",
      "tty",
      "volumes.[].read_only",
      "volumes.[].volume.nocopy",
    ].map((key) => [`services.*.${key}`, flag]),
  ),
  ...Object.fromEntries(
    [
      "networks.*.external",
      "networks.*.internal",
      "networks.*.attachable",
      "networks.*.enable_ipv4",
      "networks.*.enable_ipv6",
      "volumes.*.external",
      "secrets.*.external",
      "configs.*.external",
    ].map((key) => [key, flag]),
  ),
});

/** The tree with the variables of all its texts replaced. @throws ComposeError */
export function interpolate(value: Tree, options: InterpolationOptions, path: TreePath = []): Tree {
  if (typeof value === "string") return interpolatedText(value, options, path);
  if (isList(value)) return value.map((item) => interpolate(item, options, [...path, "[]"]));
  if (!isMap(value)) return value;
  return new Map([...value].map(([key, item]) => [key, interpolate(item, options, [...path, key])]));
}

function interpolatedText(text: string, { variables, warn }: InterpolationOptions, path: TreePath): Tree {
  const cast = casts.at(path);
  const replaced = at(path, () => substitute(text, variables));
  if (cast === undefined) return replaced;
  return at(path, () => {
    try {
      return cast(replaced, warn);
    } catch (error) {
      throw new ComposeError(`failed to cast to expected type: ${(error as Error).message}`);
    }
  });
}

function at<T>(path: TreePath, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InvalidTemplate)
      throw new ComposeError(
        `invalid interpolation format for ${pathText(path)}.\nYou may need to escape any $ with another $.\n${error.template}`,
      );
    if (error instanceof ComposeError)
      throw new ComposeError(`error while interpolating ${pathText(path)}: ${error.message}`);
    throw error;
  }
}
