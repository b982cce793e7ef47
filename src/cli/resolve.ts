import type { CommandEntry } from "./command.ts";

/** What the words of a command line name. */
export interface Resolved {
  /** Its own name behind those of its parents: `docker container ls`. */
  readonly path: string;
  readonly entry: CommandEntry | undefined;
  /** The words behind the name. */
  readonly rest: readonly string[];
  /** The first word that names nothing, where the commands are listed below `path`. */
  readonly unknown: string | undefined;
}

/** Follows the words down the tree as far as they name commands. */
export async function resolveCommand(root: readonly CommandEntry[], argv: readonly string[]): Promise<Resolved> {
  let level: readonly CommandEntry[] | undefined = root;
  let path = "docker";
  let entry: CommandEntry | undefined;
  let rest = argv;
  while (level !== undefined) {
    const word: string | undefined = rest[0];
    if (word === undefined || word.startsWith("-")) return { path, entry, rest, unknown: undefined };
    const found: CommandEntry | undefined = findEntry(level, word);
    // A command that has others below it takes arguments too.
    if (found === undefined) return { path, entry, rest, unknown: entry?.load === undefined ? word : undefined };
    entry = found;
    path += ` ${found.name}`;
    rest = rest.slice(1);
    level = await found.children?.();
  }
  return { path, entry, rest, unknown: undefined };
}

/** The entry that `word` names among its siblings. */
export function findEntry(level: readonly CommandEntry[], word: string): CommandEntry | undefined {
  return level.find((entry) => entry.name === word || entry.aliases?.includes(word) === true);
}
