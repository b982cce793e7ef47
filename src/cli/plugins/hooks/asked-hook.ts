import { parseBool } from "#base/strconv.ts";
import type { PluginSurroundings } from "../discover.ts";

/** What `plugins.NAME` of config.json says. */
export type PluginSettings = Readonly<Record<string, string>>;

/** A command line that is over, as plugins ask for it. */
export interface Ended {
  /** The command with the names above it, without the program's: `image ls`. */
  readonly line: string;
  /** What went wrong; empty: nothing that was said. */
  readonly failure: string;
}

/** DOCKER_CLI_HOOKS, DOCKER_CLI_HINTS and the feature `hooks` of config.json, in this order; without any of them plugins are not asked. */
export function areHooksOn({ env, config }: Pick<PluginSurroundings, "env" | "config">): boolean {
  const said = env["DOCKER_CLI_HOOKS"] || env["DOCKER_CLI_HINTS"] || config.features?.["hooks"];
  try {
    return said !== undefined && parseBool(said);
  } catch {
    return false;
  }
}

/** The first hook of a plugin that is for the command: `hooks` are for each that ends, `error-hooks` for those that fail. */
export function askedHook(settings: PluginSettings, { line, failure }: Ended): string | undefined {
  const always = firstFor(settings["hooks"], line);
  return always ?? (failure === "" ? undefined : firstFor(settings["error-hooks"], line));
}

function firstFor(hooks: string | undefined, line: string): string | undefined {
  if (!hooks) return undefined;
  const words = line.split(" ");
  return hooks.split(",").find((hook) => hook.split(" ").every((word, at) => word === words[at]));
}
