import type { CommandEntry, CommandModule, Environment } from "../command.ts";
import { rootCommands } from "../commands/index.ts";
import { loadConfig } from "../config/config-file.ts";
import { ExitError } from "../errors.ts";
import type { FlagTable } from "../flags/flag.ts";
import { bool } from "../flags/scalars.ts";
import { globalFlags } from "../global-flags.ts";
import { findEntry, type Resolved, resolveCommand } from "../resolve.ts";
import { type FlagEngine, flagLines } from "./flag-lines.ts";

export interface HelpOptions {
  readonly columns: number;
  readonly configFolder: string;
  readonly env: Environment;
  /** The engine, where it is known; flags that it does not have are left out. */
  readonly engine?: FlagEngine | undefined;
}

/** Help about the command that the words of `path` name, `docker` first. @throws ExitError for an unknown one. */
export async function helpText(path: readonly string[], options: HelpOptions): Promise<string> {
  const resolved = await resolveCommand(rootCommands, path.slice(1));
  if (resolved.unknown !== undefined) throw new ExitError(1, `unknown help topic: ${path.slice(1).join(" ")}`);
  const { entry } = resolved;
  if (entry === undefined) return await rootHelp(options);
  if (entry.children !== undefined && entry.load === undefined) return groupHelp(resolved, entry, options);
  if (entry.load === undefined) throw new ExitError(1, `not supported: ${resolved.path}`);
  const { command } = (await entry.load(options.env)) as CommandModule;
  const flags = { ...resolved.inherited, ...command.flags };
  const help = commandHelp(resolved.path, { command, flags, short: entry.short, ...options });
  const children = (await entry.children?.()) ?? [];
  const whole = children.length === 0 ? help : `${help}\nCommands:\n${commandLines(children)}`;
  return whole + (await exampleLines(resolved.path));
}

async function exampleLines(path: string): Promise<string> {
  const { examplesOf } = await import("./examples.ts");
  const examples = examplesOf(path);
  if (examples.length === 0) return "";
  return `\nExamples:\n${examples.map(({ what, line }) => `  ${what}:\n    $ docker ${line}\n`).join("\n")}`;
}

interface HelpFacts {
  readonly command: CommandModule["command"];
  /** Its own, and those of the commands above it. */
  readonly flags: FlagTable;
  readonly short: string;
  readonly columns: number;
  readonly engine?: FlagEngine | undefined;
}

function commandHelp(path: string, { command, flags: known, short, columns, engine }: HelpFacts): string {
  const flags = needsHelpFlag(known) ? { ...known, help: bool({ usage: "Print this help" }) } : known;
  return [
    `Usage:  ${`${path} ${command.usage}`.trimEnd()}\n`,
    `${command.long ?? short}\n`,
    ...(command.aliases === undefined ? [] : [`Aliases:\n  ${command.aliases.join(", ")}\n`]),
    ...(Object.keys(flags).length === 0 ? [] : [`Options:\n${flagLines(flags, columns, engine)}`]),
  ].join("\n");
}

/** Help shows `--help` only where `-h` means something else. */
function needsHelpFlag(flags: FlagTable): boolean {
  return Object.values(flags).some((flag) => flag.short === "h");
}

async function groupHelp(
  { path, inherited }: Resolved,
  entry: CommandEntry,
  { columns }: HelpOptions,
): Promise<string> {
  const hasFlags = Object.keys(inherited).length > 0;
  const children = (await entry.children?.()) ?? [];
  return [
    `Usage:  ${path} ${hasFlags ? "[OPTIONS] " : ""}COMMAND\n`,
    `${entry.short}\n`,
    ...(hasFlags ? [`Options:\n${flagLines(inherited, columns)}`] : []),
    `Commands:\n${commandLines(children)}`,
    `Run '${path} COMMAND --help' for more about a command.\n`,
  ].join("\n");
}

async function rootHelp({ columns, configFolder }: HelpOptions): Promise<string> {
  const { usable, faulty } = await pluginLines(configFolder);
  const section = (name: CommandEntry["section"]): string =>
    commandLines([...rootCommands, ...usable].filter((entry) => entry.section === name));
  return [
    "Usage:  docker [OPTIONS] COMMAND\n",
    "Containers, images and all that belongs to them, in one program\n",
    `Common Commands:\n${section("common")}`,
    `Management Commands:\n${section("management")}`,
    `Swarm Commands:\n${section("swarm")}`,
    `Commands:\n${section(undefined)}`,
    ...(faulty.length === 0 ? [] : [`Invalid Plugins:\n${commandLines(faulty)}`]),
    `Global Options:\n${flagLines(globalFlags(configFolder, {}), columns)}`,
    "Run 'docker COMMAND --help' for more about a command.\n",
  ].join("\n");
}

type Line = Pick<CommandEntry, "name" | "short" | "section" | "hidden">;

/** The plugins that are there, marked as Docker marks them. */
async function pluginLines(configFolder: string): Promise<{ readonly usable: Line[]; readonly faulty: Line[] }> {
  const { allPlugins } = await import("../plugins/discover.ts");
  const surroundings = { config: loadConfig(configFolder).file, configFolder, env: process.env };
  const plugins = allPlugins(surroundings, (name) => findEntry(rootCommands, name) !== undefined);
  const lines = (isFaulty: boolean): Line[] =>
    plugins
      .filter(({ fault }) => (fault !== "") === isFaulty)
      .map(({ name, short, fault }) => ({
        name: isFaulty ? name : `${name}*`,
        short: isFaulty ? fault : short,
        section: "management",
      }));
  return { usable: lines(false), faulty: lines(true) };
}

function commandLines(entries: readonly Line[]): string {
  const shown = entries.filter((entry) => entry.hidden !== true);
  const width = Math.max(11, ...shown.map(({ name }) => name.length + 1));
  return shown.map(({ name, short }) => `  ${name.padEnd(width)} ${short}\n`).join("");
}
