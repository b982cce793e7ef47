import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { FlagTable, FlagValues } from "../flags/flag.ts";
import type { Io } from "../io/io.ts";
import type { ProjectAccess } from "./project-access.ts";
import type { ComposeSettings } from "./settings.ts";

/** A command of Compose as data. */
export interface ComposeCommand<Table extends FlagTable = FlagTable> {
  /** Behind the name in `Usage:`. */
  readonly usage: string;
  readonly flags: Table;
  /** What is wrong with this many arguments; none: any number is right. */
  readonly argumentFault?: (args: readonly string[], path: string) => string | undefined;
  /** False: flags end at the first argument. */
  readonly interspersed?: boolean;
  /** More text for help. */
  readonly long?: string;
  /** Every name it is known by, for help. */
  readonly aliases?: readonly string[];
}

/** A command line of Compose that was read, and what it works with. */
export interface ComposeInvocation<Table extends FlagTable = FlagTable> {
  readonly flags: FlagValues<Table>;
  readonly args: readonly string[];
  /** Whether the flag was given. */
  changed(name: keyof Table & string): boolean;
  readonly settings: ComposeSettings;
  readonly projects: ProjectAccess;
}

/** Does the command; gives the exit code where it is not 0. */
export type ComposeRun<Table extends FlagTable = FlagTable> = (
  op: Op,
  io: Io,
  client: Client,
  invocation: ComposeInvocation<Table>,
) => Promise<number | undefined>;

/** What a file below `commands/` exports; one of a refused command does nothing. */
export interface ComposeCommandModule {
  readonly command: ComposeCommand;
  readonly run?: ComposeRun;
}

interface EntryTraits {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly short: string;
  /** `own`: Docker's Compose has none of that name. */
  readonly section?: "management" | "own";
  readonly hidden?: boolean;
  /** Help says that it may change. */
  readonly isExperimental?: boolean;
}

interface CommandGroup extends EntryTraits {
  /** Commands below this one, which does nothing itself. */
  readonly subcommands: readonly ComposeEntry[];
}

interface LoadedCommand extends EntryTraits {
  /** The command's file. */
  readonly load: () => Promise<unknown>;
  /** The command line is known and read, and then refused by name. */
  readonly isRefused?: boolean;
}

/** A line of the command tree. */
export type ComposeEntry = CommandGroup | LoadedCommand;

type RunBody<Table extends FlagTable> = (
  ...args: Parameters<ComposeRun<Table>>
) => Promise<number | undefined> | Promise<void>;

/** Binds a run function to its command's flags. */
export function runsCompose<Table extends FlagTable>(
  _command: ComposeCommand<Table>,
  run: RunBody<Table>,
): ComposeRun<Table> {
  return async (...args) => (await run(...args)) ?? undefined;
}

export const noArguments: NonNullable<ComposeCommand["argumentFault"]> = ([first], path) =>
  first === undefined ? undefined : `unknown command ${JSON.stringify(first)} for ${JSON.stringify(path)}`;
