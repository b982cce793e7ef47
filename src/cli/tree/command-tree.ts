import type { Command, CommandEntry, CommandModule, Environment } from "../command.ts";
import { rootCommands } from "../commands/index.ts";
import type { ComposeCommandModule, ComposeEntry } from "../compose/command.ts";
import type { FlagTable } from "../flags/flag.ts";
import { globalFlags } from "../global-flags.ts";

/** What is told of a command in the tree. */
export type CommandFacts = Pick<Command, "usage" | "flags" | "interspersed" | "long" | "aliases">;

/** A command and those below it, whichever part of the program they are of. */
export interface TreeNode {
  /** Its words, `docker` first. */
  readonly path: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly short: string;
  readonly isHidden: boolean;
  /** Flags that it and all commands below it take. */
  readonly flags: FlagTable;
  children(): Promise<readonly TreeNode[]>;
  /** None: it only has others below it, or is refused by name. */
  command(): Promise<CommandFacts | undefined>;
}

/** The whole tree. @param folder that of the client's configuration */
export function commandTree(folder: string, env: Environment): TreeNode {
  return {
    path: "docker",
    name: "docker",
    aliases: [],
    short: "Containers, images and all that belongs to them, in one program",
    isHidden: false,
    flags: globalFlags(folder, env),
    children: async () => rootCommands.map((entry) => nodeOf("docker", entry, env)),
    command: async () => undefined,
  };
}

function nodeOf(parent: string, entry: CommandEntry, env: Environment): TreeNode {
  const { name, aliases = [], short, hidden = false, flags = {} } = entry;
  const path = `${parent} ${name}`;
  const traits = { path, name, aliases, short, isHidden: hidden };
  if (name === "compose") return { ...traits, ...composeParts(path) };
  return {
    ...traits,
    flags,
    children: async () => ((await entry.children?.()) ?? []).map((child) => nodeOf(path, child, env)),
    command: async () => ((await entry.load?.(env)) as CommandModule | undefined)?.command,
  };
}

/** Compose reads its line itself, and has a tree of its own. */
const composeParts = (path: string): Pick<TreeNode, "flags" | "children" | "command"> => ({
  flags: {},
  children: async () => {
    const { composeEntries } = await import("../compose/entries.ts");
    return composeEntries.map((entry) => composeNode(path, entry));
  },
  command: async () => {
    const { composeFlags } = await import("../compose/global-flags.ts");
    return { usage: "[OPTIONS] COMMAND", flags: composeFlags, interspersed: false };
  },
});

function composeNode(parent: string, entry: ComposeEntry): TreeNode {
  const { name, aliases = [], short, hidden = false } = entry;
  const path = `${parent} ${name}`;
  const isGroup = "subcommands" in entry;
  return {
    path,
    name,
    aliases,
    short: short.trimEnd(),
    isHidden: hidden,
    flags: {},
    children: async () => (isGroup ? entry.subcommands.map((child) => composeNode(path, child)) : []),
    command: async () => {
      if (isGroup) return undefined;
      const { dryRunFlag } = await import("../compose/global-flags.ts");
      const { command } = (await entry.load()) as ComposeCommandModule;
      return { ...command, flags: { ...command.flags, "dry-run": dryRunFlag } };
    },
  };
}
