import { containerList } from "#client/container-list.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, type Invocation, runs } from "../../command.ts";
import { filter } from "../../flags/filter.ts";
import { bool, integer, string } from "../../flags/scalars.ts";
import { containerListing } from "../../format/container-listing.ts";
import { printRows } from "../../format/table.ts";
import { formatHelp } from "../../help/format-flag.ts";

const flags = {
  all: bool({ short: "a", usage: "Also show containers that do not run" }),
  filter: filter({ short: "f", usage: "Show only what meets the conditions" }),
  format: string({ usage: formatHelp }),
  last: integer({ short: "n", usage: "Show the n newest containers, in any state", default: -1 }),
  latest: bool({ short: "l", usage: "Show the newest container, in any state" }),
  "no-trunc": bool({ usage: "Show everything in full length" }),
  quiet: bool({ short: "q", usage: "Show only ids" }),
  size: bool({ short: "s", usage: "Show the sizes of files" }),
};

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags,
  aliases: ["docker container ls", "docker container list", "docker container ps", "docker ps"],
} satisfies Command;

const columns = ["ID", "Image", "Command", "RunningFor", "Status", "Ports", "Names"];

export const run = runs(command, async (op, io, client, { flags }) => {
  if (flags.format !== "" && flags.quiet) {
    io.stderr.write("WARNING: Ignoring custom format, because both --format and --quiet are set.\n");
  }
  const asked = flags.format || (flags.quiet ? "" : io.config.psFormat) || "table";
  const format = flags.quiet ? "{{.ID}}" : asked;
  const size = flags.size || /\.Size\b/.test(format);
  const rows = await containerList(op, client, { all: flags.all, limit: limitOf(flags), size, filters: flags.filter });
  const listing = containerListing({ truncate: !flags["no-trunc"], now: io.now() });
  if (flags.quiet) return io.stdout.write(rows.map((row) => `${listing.columns["ID"]?.value(row)}\n`).join(""));
  await printRows(io.stdout, listing, { rows, format, columns: flags.size ? [...columns, "Size"] : columns });
});

function limitOf({ latest, last }: Invocation<typeof flags>["flags"]): number {
  return latest && last === -1 ? 1 : last;
}
