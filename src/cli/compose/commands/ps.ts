import { ComposeError } from "#compose/errors.ts";
import { namedServices } from "#compose/named-service.ts";
import { byName } from "#compose/observe/observed.ts";
import { projectContainers } from "#compose/observe/project-containers.ts";
import { ExitError } from "../../errors.ts";
import { list } from "../../flags/lists.ts";
import { bool, string } from "../../flags/scalars.ts";
import { printRows } from "../../format/table.ts";
import { formatHelp } from "../../help/format-flag.ts";
import type { Output } from "../../io/io.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { projectOrName } from "../lifecycle/project-or-name.ts";
import { containerColumns, projectContainerListing } from "../listing/container-listing.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  flags: {
    all: bool({ short: "a", usage: "Show all stopped containers (including those created by the run command)" }),
    filter: string({ usage: "Filter services by a property (supported filters: status)" }),
    format: string({ usage: formatHelp, default: "table" }),
    "no-trunc": bool({ usage: "Don't truncate output" }),
    orphans: bool({ usage: "Include orphaned services (not declared by project)", default: true }),
    quiet: bool({ short: "q", usage: "Only display IDs" }),
    services: bool({ usage: "Display services" }),
    status: list({
      usage: "Filter services by status. Values: [paused | restarting | removing | running | dead | created | exited]",
      type: "stringArray",
    }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args } = invocation;
  const statuses = [...flags.status, ...statusOfFilter(flags.filter)];
  const { name, project } = await projectOrName(op, invocation, args);
  const unknown = args.find((service) => project?.services.has(service) === false);
  if (unknown !== undefined) throw new ComposeError(`no such service: ${unknown}`);
  const declared = project === undefined || flags.orphans ? [] : namedServices(project).map((service) => service.name);
  const all = flags.all || statuses.length > 0;
  const found = await projectContainers(op, client, name.toLowerCase(), {
    oneOff: all ? "include" : "exclude",
    all,
    services: args.length > 0 ? args : declared,
  });
  const rows = found
    .filter(({ container }) => statuses.length === 0 || statuses.includes(container.state))
    .sort((left, right) => byName(left.container, right.container));
  if (flags.quiet)
    return printLines(
      io.stdout,
      rows.map(({ container }) => container.id),
    );
  if (flags.services) {
    const services = new Set(rows.map(({ container }) => container.service));
    return io.stdout.write(`${[...services].join("\n")}\n`);
  }
  const listing = projectContainerListing({ truncate: !flags["no-trunc"], now: io.now() });
  const format = flags.format || io.config.psFormat || "table";
  await printRows(io.stdout, listing, { rows, format, columns: containerColumns });
});

function printLines(out: Output, lines: readonly string[]): void {
  out.write(lines.map((line) => `${line}\n`).join(""));
}

/** @throws ExitError for a filter that there is not */
function statusOfFilter(filter: string): string[] {
  if (filter === "") return [];
  const at = filter.indexOf("=");
  if (at < 0) throw new ExitError(1, "arguments to --filter should be in form KEY=VAL");
  const key = filter.slice(0, at);
  if (key === "status") return [filter.slice(at + 1)];
  throw new ExitError(1, key === "source" ? "not implemented" : `unknown filter ${key}`);
}
