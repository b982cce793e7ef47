import { volumeList } from "#client/volume-list.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import { filter } from "../../flags/filter.ts";
import { bool, string } from "../../flags/scalars.ts";
import { naturalOrder } from "../../format/natural-order.ts";
import { printRows } from "../../format/table.ts";
import { volumeListing } from "../../format/volume-listing.ts";
import { formatHelp } from "../../help/format-flag.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: {
    cluster: bool({ usage: "Show only cluster volumes", hidden: true }),
    filter: filter({ short: "f", usage: 'Show only what meets the conditions (such as "dangling=true")' }),
    format: string({ usage: formatHelp }),
    quiet: bool({ short: "q", usage: "Show only names" }),
  },
  aliases: ["docker volume ls", "docker volume list"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags }) => {
  if (flags.cluster) throw new ExitError(1, "not supported: --cluster");
  const { Volumes } = await volumeList(op, client, { filters: flags.filter });
  const rows = [...(Volumes ?? [])].sort((a, b) => naturalOrder(a.Name, b.Name));
  if (flags.quiet && flags.format === "") {
    return io.stdout.write(rows.map(({ Name }) => `${Name}\n`).join(""));
  }
  const format = flags.format || io.config.volumesFormat || "table";
  await printRows(io.stdout, volumeListing, { rows, format, columns: ["Driver", "Name"] });
});
