import { pluginList } from "#client/plugin-list.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { filter } from "../../flags/filter.ts";
import { bool, string } from "../../flags/scalars.ts";
import { naturalOrder } from "../../format/natural-order.ts";
import { pluginColumns, pluginListing } from "../../format/plugin-listing.ts";
import { printListing } from "../../format/print-listing.ts";
import { formatHelp } from "../../help/format-flag.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: {
    filter: filter({ short: "f", usage: 'Show only what meets the conditions (such as "enabled=true")' }),
    format: string({ usage: formatHelp }),
    "no-trunc": bool({ usage: "Don't cut anything off" }),
    quiet: bool({ short: "q", usage: "Only show ids" }),
  },
  aliases: ["docker plugin ls", "docker plugin list"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags }) => {
  const { format, quiet, filter: filters } = flags;
  const plugins = await pluginList(op, client, { filters });
  const rows = [...plugins].sort((a, b) => naturalOrder(a.Name, b.Name));
  const configured = io.config.pluginsFormat;
  const listing = pluginListing({ truncate: !flags["no-trunc"] });
  await printListing(io, listing, { rows, format, configured, quiet, columns: pluginColumns });
});
