import { flagLines } from "../help/flag-lines.ts";
import type { ComposeCommand, ComposeEntry } from "./command.ts";
import { composeFlags, dryRunFlag } from "./global-flags.ts";

/** Help about Compose itself. Who did not ask for it, but was wrong about a command, sees those that Compose has everywhere. */
export function composeHelp(entries: readonly ComposeEntry[], columns: number, { isAsked = true } = {}): string {
  return [
    "Usage:  docker compose [OPTIONS] COMMAND\n",
    "Define and run multi-container applications with Docker\n",
    `Options:\n${flagLines(composeFlags, columns)}`,
    ...commandLists(isAsked ? entries : entries.filter(({ section }) => section !== "own")),
    "Run 'docker compose COMMAND --help' for more information on a command.\n",
  ].join("\n");
}

const headings = [
  ["management", "Management Commands"],
  [undefined, "Commands"],
  ["own", "Commands beyond Docker's"],
] as const;

/** The commands of an entry by section, as far as it has some. */
function commandLists(entries: readonly ComposeEntry[]): string[] {
  const listed = entries.filter(({ hidden }) => hidden !== true);
  const width = Math.max(11, ...listed.map(({ name }) => name.length));
  return headings.flatMap(([section, heading]) => {
    const lines = listed.filter((entry) => entry.section === section);
    const text = lines.map(({ name, short }) => `  ${name.padEnd(width)} ${short}\n`).join("");
    return text === "" ? [] : [`${heading}:\n${text}`];
  });
}

/** Help about an entry that only has commands below it. */
export function groupHelp(entry: ComposeEntry, path: string, columns: number): string {
  return [
    `Usage:  ${path} [OPTIONS] COMMAND\n`,
    `${entry.short}\n`,
    ...experimentalNote(entry, path),
    `Options:\n${flagLines({ "dry-run": dryRunFlag }, columns)}`,
    ...commandLists("subcommands" in entry ? entry.subcommands : []),
    `Run '${path} COMMAND --help' for more information on a command.\n`,
  ].join("\n");
}

function experimentalNote({ isExperimental }: ComposeEntry, path: string): string[] {
  if (isExperimental !== true) return [];
  return [
    `EXPERIMENTAL:
  ${path} is an experimental feature.
  It is there to be tried, and may change from one release to the next, or go
  away. More about experimental features:
  https://docs.docker.com/go/experimental/
`,
  ];
}

export interface HelpFacts {
  readonly path: string;
  readonly entry: ComposeEntry;
  readonly command: ComposeCommand;
  readonly columns: number;
}

/** Help about one of its commands. */
export function commandHelp({ path, entry, command, columns }: HelpFacts): string {
  return [
    `Usage:  ${`${path} ${command.usage}`.trimEnd()}\n`,
    `${command.long ?? entry.short.trimEnd()}\n`,
    ...experimentalNote(entry, path),
    ...(command.aliases === undefined ? [] : [`Aliases:\n  ${command.aliases.join(", ")}\n`]),
    `Options:\n${flagLines(command.flags, columns)}`,
  ].join("\n");
}
