import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { ArgumentRule } from "./arguments.ts";
import type { FlagTable, FlagValues } from "./flags/flag.ts";
import type { Io } from "./io/io.ts";

/** A command as data: all that parsing and help need. Its name and one line of help stand in the tree. */
export interface Command<Table extends FlagTable = FlagTable> {
  /** Behind the name in `Usage:`, such as `[OPTIONS] CONTAINER`. */
  readonly usage: string;
  readonly arguments: ArgumentRule;
  readonly flags: Table;
  /** Every name it is known by, for help; empty when it has one. */
  readonly aliases?: readonly string[];
  /** False: flags end at the first argument. */
  readonly interspersed?: boolean;
  /** The command talks to no engine, so that none need be found. */
  readonly engine?: "unused";
  /** What stands before the text of an error, other than one of the flags: `ERROR: ` of buildx. */
  readonly errorPrefix?: string;
  /** Said on stderr before the line is read. */
  readonly notice?: string;
  /** More text for help. */
  readonly long?: string;
}

/** A command line that was read. */
export interface Invocation<Table extends FlagTable = FlagTable> {
  readonly flags: FlagValues<Table>;
  readonly args: readonly string[];
  /** Whether the flag was given. */
  changed(name: keyof Table & string): boolean;
}

/** Does the command; gives the exit code where it is not 0. */
export type Run<Table extends FlagTable = FlagTable> = (
  op: Op,
  io: Io,
  client: Client,
  invocation: Invocation<Table>,
) => Promise<number | undefined>;

/** `Run` as it is written: one that gives nothing is a success. */
type RunBody<Table extends FlagTable> = (
  ...args: Parameters<Run<Table>>
) => Promise<number | undefined> | Promise<void>;

/** What a file below `commands/` exports. */
export interface CommandModule {
  readonly command: Command;
  readonly run: Run;
}

/** Does what a command line says; gives the exit code. */
export type RunLine = (op: Op, io: Io, client: Client, argv: readonly string[]) => Promise<number>;

export type Environment = Readonly<Record<string, string | undefined>>;

/** A line of the command tree. */
export interface CommandEntry {
  readonly name: string;
  /** Other words for it. */
  readonly aliases?: readonly string[];
  /** One line for the list of commands. */
  readonly short: string;
  readonly section?: "common" | "management" | "swarm";
  readonly hidden?: boolean;
  /** It and those below it are only for engines with experimental features enabled. */
  readonly isExperimental?: boolean;
  /** It is known and read, and refused by name. */
  readonly isRefused?: boolean;
  /** The command's file, which may be one thing or another by the environment. */
  readonly load?: (env: Environment) => Promise<unknown>;
  /** Runs all that stands behind its name, which it reads itself. */
  readonly runLine?: () => Promise<RunLine>;
  /** What it calls itself to engines (`User-Agent`), where that is not the client's own name. */
  readonly agent?: string;
  /** Flags that all commands below it take, behind their names as well as in front of them. */
  readonly flags?: FlagTable;
  /** The commands below it. */
  readonly children?: () => Promise<readonly CommandEntry[]>;
}

/** Binds a run function to its command's flags. */
export function runs<Table extends FlagTable>(_command: Command<Table>, run: RunBody<Table>): Run<Table> {
  return async (...args) => (await run(...args)) ?? undefined;
}
