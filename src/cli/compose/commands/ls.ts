import { listProjects, type ProjectSummary } from "#compose/observe/list-projects.ts";
import { ExitError } from "../../errors.ts";
import { type FilterValues, filter } from "../../flags/filter.ts";
import { bool, string } from "../../flags/scalars.ts";
import { matchesAny } from "../../values/name-filter.ts";
import { type ComposeCommand, noArguments, runsCompose } from "../command.ts";
import { printList } from "../listing/print-list.ts";

export const command = {
  usage: "[OPTIONS]",
  argumentFault: noArguments,
  flags: {
    all: bool({ short: "a", usage: "Show all stopped Compose projects" }),
    filter: filter({ usage: "Filter output based on conditions provided" }),
    format: string({ usage: "Format the output. Values: [table | json]", default: "table" }),
    quiet: bool({ short: "q", usage: "Only display project names" }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, { flags, projects }) => {
  const isShown = chosenBy(flags.filter);
  const found = await listProjects(op, client, { all: flags.all, warn: projects.warn });
  const shown = found.filter(isShown);
  if (flags.quiet) return io.stdout.write(shown.map(({ name }) => `${name}\n`).join(""));
  printList(io.stdout, {
    format: flags.format,
    headers: ["NAME", "STATUS", "CONFIG FILES"],
    rows: shown.map(({ name, status, configFiles }) => [name, status, configFiles]),
    json: shown.map(({ name, status, configFiles }) => ({ Name: name, Status: status, ConfigFiles: configFiles })),
  });
});

/** @throws ExitError for a condition that there is not */
function chosenBy(filters: FilterValues): (project: ProjectSummary) => boolean {
  const unknown = Object.keys(filters).find((key) => key !== "name");
  if (unknown !== undefined) throw new ExitError(1, `invalid filter '${unknown}'`);
  const names = filters["name"];
  return ({ name }) => names === undefined || matchesAny(name, names);
}
