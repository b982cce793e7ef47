import { rootCommands } from "../commands/index.ts";
import { findEntry, type Resolved } from "../resolve.ts";
import { likePlugins } from "./alias.ts";
import { ownVendor } from "./as-plugin.ts";
import type { Plugin, PluginSurroundings } from "./discover.ts";

const beforeName = new Set(["help", "__complete", "__completeNoDesc", "__offer", "__offerNoDesc"]);

/**
 * The plugin that a command line is for, if it is for one. Commands of our own go before plugins; `"features":
 * {"plugins-first": "true"}` in config.json has Docker's buildx and Compose go before ours.
 */
export async function pluginOfLine(
  words: readonly string[],
  surroundings: PluginSurroundings,
): Promise<Plugin | undefined> {
  const [first = "", second = ""] = words;
  // The name itself may be what is completed.
  const isBefore = beforeName.has(first) && (first === "help" || words.length > 2);
  const name = isBefore ? second : first;
  const entry = findEntry(rootCommands, name);
  const isReplaced = likePlugins.has(name) && surroundings.config.features?.["plugins-first"] === "true";
  if (name === "" || name.startsWith("-") || (entry !== undefined && !isReplaced)) return undefined;
  const { findPlugin } = await import("./discover.ts");
  return findPlugin(name, surroundings);
}

/** A line as a plugin gets it. */
export interface PluginLine {
  readonly plugin: Plugin;
  readonly words: readonly string[];
  /** The builder is the one of the context where the line names none, as for `builder` and `build`. */
  readonly isOfContext?: boolean;
}

/**
 * What our own buildx does not have, the plugin of that name may: it gets the line, where it is installed. `builder` is
 * another name of buildx; Compose reads its lines itself.
 */
export async function pluginBeyondOurs(
  words: readonly string[],
  { entry, unknown }: Resolved,
  surroundings: PluginSurroundings,
): Promise<PluginLine | undefined> {
  const name = words[0] === "builder" ? "buildx" : (words[0] ?? "");
  if (!likePlugins.has(name) || entry === undefined) return undefined;
  const isOurs = entry.load !== undefined || entry.runLine !== undefined || entry.children !== undefined;
  if (unknown === undefined && isOurs) return undefined;
  const { findPlugin } = await import("./discover.ts");
  const plugin = findPlugin(name, surroundings);
  // This program may be installed as that plugin.
  const isOther = plugin !== undefined && plugin.vendor !== ownVendor;
  return isOther ? { plugin, words: [name, ...words.slice(1)], isOfContext: name !== words[0] } : undefined;
}
