import type { CommandModule } from "../../command.ts";
import { rootCommands } from "../../commands/index.ts";
import type { FlagTable } from "../../flags/flag.ts";
import { FlagError, type ParsedFlags, parseFlags } from "../../flags/parse.ts";
import { globalFlags } from "../../global-flags.ts";
import { type Resolved, resolveCommand } from "../../resolve.ts";
import { likePlugins } from "../alias.ts";
import { asBuildxLine } from "../buildx-line.ts";
import type { PluginSurroundings } from "../discover.ts";
import { pluginOfLine } from "../plugin-of-line.ts";

/** What plugins and their templates are told about a command. */
export interface EndedCommand {
  readonly line: string;
  readonly name: string;
  readonly path: string;
  readonly usage: string;
  readonly short: string;
  readonly aliases: readonly string[];
  readonly args: readonly string[];
  readonly table: FlagTable;
  readonly values: Readonly<Record<string, unknown>>;
  /** The flags that were given: with the values of those that are on or off, without others'. */
  readonly given: Readonly<Record<string, string>>;
  /** It is a plugin's to Docker's client, which asks only where that did well. */
  readonly isPlugins: boolean;
}

/** Looks at the words of a command line (behind the program's own flags) once more, after it was done. */
export async function endedCommand(words: readonly string[], surroundings: PluginSurroundings): Promise<EndedCommand> {
  const line = asBuildxLine(words, surroundings.env);
  if (likePlugins.has(line[0] ?? "") || (await pluginOfLine(line, surroundings)) !== undefined)
    return ofPlugin(line, surroundings);
  // Docker's client has no command `help` yet when it looks which one the line is for.
  return ofCommand(await resolveCommand(rootCommands, words[0] === "help" ? [] : words), surroundings.env);
}

/** Of a plugin's line only the words are known, and the program stands in for the command. */
function ofPlugin(words: readonly string[], { configFolder, env }: PluginSurroundings): EndedCommand {
  const given: Record<string, string> = {};
  for (const word of words) if (word.startsWith("-")) given[word.replace(/^--?/, "")] = "";
  const table = globalFlags(configFolder, env);
  return {
    ...{ line: words.join(" "), name: "docker", path: "docker", usage: "docker [OPTIONS] COMMAND [ARG...]" },
    ...{ short: "A self-sufficient runtime for containers", aliases: [], args: [], given, isPlugins: true },
    ...{ table, values: parseFlags(table, []).values },
  };
}

async function ofCommand(
  { path, entry, inherited, rest }: Resolved,
  env: PluginSurroundings["env"],
): Promise<EndedCommand> {
  const module = (await entry?.load?.(env)) as CommandModule | undefined;
  const table = { ...inherited, ...module?.command.flags };
  const { values, args, changed, help } = parsedSoFar(table, rest, module?.command.interspersed ?? true);
  const given: Record<string, string> = help ? { help: "true" } : {};
  for (const [name, { type }] of Object.entries(table))
    if (changed(name)) given[name] = type === "bool" ? String(values[name]) : "";
  return {
    ...{ line: path.replace(/^docker /, ""), name: path.split(" ").at(-1) ?? "", path, isPlugins: false },
    ...{ usage: `${path} ${module?.command.usage ?? ""}`.trimEnd(), short: entry?.short ?? "" },
    ...{ aliases: entry?.aliases ?? [], args, table, values, given },
  };
}

/** Of a line that cannot be read, what stands before the fault. */
function parsedSoFar(table: FlagTable, words: readonly string[], interspersed: boolean): ParsedFlags {
  for (let count = words.length; ; count -= 1) {
    try {
      return parseFlags(table, words.slice(0, count), { interspersed });
    } catch (error) {
      if (!(error instanceof FlagError) || count === 0) throw error;
    }
  }
}
