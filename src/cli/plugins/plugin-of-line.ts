import { rootCommands } from "../commands/index.ts";
import { findEntry } from "../resolve.ts";
import { likePlugins } from "./alias.ts";
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
