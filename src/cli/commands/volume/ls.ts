import { volumeList } from "#client/volume-list.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { filter } from "../../flags/filter.ts";
import { bool, string } from "../../flags/scalars.ts";
import { naturalOrder } from "../../format/natural-order.ts";
import { printListing } from "../../format/print-listing.ts";
import { volumeListing } from "../../format/volume-listing.ts";
import { formatHelp } from "../../help/format-flag.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: {
    cluster: bool({ usage: "Display only volumes of the cluster" }),
    filter: filter({ short: "f", usage: 'Show only what meets the conditions (such as "dangling=true")' }),
    format: string({ usage: formatHelp }),
    quiet: bool({ short: "q", usage: "Only show names" }),
  },
  aliases: ["docker volume ls", "docker volume list"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags }) => {
  const { Volumes } = await volumeList(op, client, { filters: flags.filter });
  const shown = (Volumes ?? []).filter(({ ClusterVolume }) => !flags.cluster || ClusterVolume !== undefined);
  const rows = [...shown].sort((a, b) => naturalOrder(a.Name, b.Name));
  const format = flags.cluster ? "" : flags.format;
  const configured = flags.cluster ? "" : io.config.volumesFormat;
  const columns = flags.cluster ? ["Name", "Group", "Driver", "Availability", "Status"] : ["Driver", "Name"];
  await printListing(io, volumeListing, { rows, format, configured, quiet: flags.quiet, columns });
});
