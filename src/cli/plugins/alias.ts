import { quote } from "#base/strconv.ts";
import type { ConfigFile } from "../config/config-file.ts";
import { ExitError } from "../errors.ts";

const aliased = "builder";
/** Commands of ours that are plugins to Docker. */
export const likePlugins = new Set(["buildx", "compose"]);

/** The line with the command in place of its alias: `aliases` of config.json has one for `builder`. @throws ExitError in Docker's words */
export function withAlias(
  words: readonly string[],
  { aliases = {} }: Pick<ConfigFile, "aliases">,
  isCommand: (name: string) => boolean,
): readonly string[] {
  for (const [name, target] of Object.entries(aliases)) {
    if (name !== aliased)
      throw new ExitError(
        1,
        `not allowed to alias ${quote(name)} (allowed: map[string]struct {}{"builder":struct {}{}})`,
      );
    const [first = ""] = target.split(" ");
    if (isCommand(first) && !likePlugins.has(first))
      throw new ExitError(1, `not allowed to alias with builtin ${quote(target)} as target`);
  }
  const target = aliases[aliased];
  return words[0] === aliased && target !== undefined ? [...target.split(" "), ...words.slice(1)] : words;
}
