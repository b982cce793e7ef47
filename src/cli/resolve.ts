import type { CommandEntry } from "./command.ts";
import type { FlagTable } from "./flags/flag.ts";
import { FlagError, parseFlags } from "./flags/parse.ts";

/** What the words of a command line name. */
export interface Resolved {
  /** Its own name behind those of its parents: `docker container ls`. */
  readonly path: string;
  readonly entry: CommandEntry | undefined;
  /** Only engines with experimental features enabled have it. */
  readonly isExperimental: boolean;
  /** Flags of the commands above it, which it takes too. */
  readonly inherited: FlagTable;
  /** The words behind the name, those with flags among the names in front of them. */
  readonly rest: readonly string[];
  /** The first word that names nothing, where the commands are listed below `path`. */
  readonly unknown: string | undefined;
}

/** Follows the words down the tree as far as they name commands. */
export async function resolveCommand(root: readonly CommandEntry[], argv: readonly string[]): Promise<Resolved> {
  let level: readonly CommandEntry[] | undefined = root;
  let path = "docker";
  let entry: CommandEntry | undefined;
  let inherited: FlagTable = {};
  let isExperimental = false;
  let before: readonly string[] = [];
  let rest = argv;
  const resolved = (unknown?: string): Resolved => ({
    ...{ path, entry, isExperimental, inherited, unknown },
    rest: [...before, ...rest],
  });
  while (level !== undefined) {
    const flagCount = entry === undefined || entry.load !== undefined ? 0 : leadingFlags(inherited, rest);
    before = [...before, ...rest.slice(0, flagCount)];
    rest = rest.slice(flagCount);
    const word: string | undefined = rest[0];
    if (word === undefined || word.startsWith("-")) return resolved();
    const found: CommandEntry | undefined = findEntry(level, word);
    // A command that has others below it takes arguments too.
    if (found === undefined) return resolved(entry?.load === undefined ? word : undefined);
    entry = found;
    isExperimental ||= found.isExperimental === true;
    path += ` ${found.name}`;
    rest = rest.slice(1);
    inherited = { ...inherited, ...found.flags };
    level = await found.children?.();
  }
  return resolved();
}

/** How many words in front of the first name are flags; none where they cannot be read, or ask for help. */
export function leadingFlags(table: FlagTable, words: readonly string[]): number {
  try {
    const { args, help } = parseFlags(table, words, { interspersed: false });
    return help ? 0 : words.length - args.length;
  } catch (error) {
    if (error instanceof FlagError) return 0;
    throw error;
  }
}

/** The entry that `word` names among its siblings. */
export function findEntry(level: readonly CommandEntry[], word: string): CommandEntry | undefined {
  return level.find((entry) => entry.name === word || entry.aliases?.includes(word) === true);
}
