import { flagLines } from "../help/flag-lines.ts";
import type { ComposeCommand, ComposeEntry } from "./command.ts";
import { composeFlags } from "./global-flags.ts";

/** Help about Compose itself. Who did not ask for it, but was wrong about a command, sees those that Compose has everywhere. */
export function composeHelp(entries: readonly ComposeEntry[], columns: number, { isAsked = true } = {}): string {
  const lines = (section: ComposeEntry["section"]): string => {
    const shown = entries.filter((entry) => entry.section === section && entry.hidden !== true);
    return shown.map(({ name, short }) => `  ${name.padEnd(11)} ${short}\n`).join("");
  };
  return [
    "Usage:  docker compose [OPTIONS] COMMAND\n",
    "Define and run multi-container applications with Docker\n",
    `Options:\n${flagLines(composeFlags, columns)}`,
    `Management Commands:\n${lines("management")}`,
    `Commands:\n${lines(undefined)}`,
    ...(isAsked ? [`Commands beyond Docker's:\n${lines("own")}`] : []),
    "Run 'docker compose COMMAND --help' for more information on a command.\n",
  ].join("\n");
}

export interface HelpFacts {
  readonly path: string;
  readonly command: ComposeCommand;
  readonly short: string;
  readonly columns: number;
}

/** Help about one of its commands. */
export function commandHelp({ path, command, short, columns }: HelpFacts): string {
  return [
    `Usage:  ${`${path} ${command.usage}`.trimEnd()}\n`,
    `${command.long ?? short}\n`,
    ...(command.aliases === undefined ? [] : [`Aliases:\n  ${command.aliases.join(", ")}\n`]),
    `Options:\n${flagLines(command.flags, columns)}`,
  ].join("\n");
}
