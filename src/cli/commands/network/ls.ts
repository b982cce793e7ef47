import { networkList } from "#client/network-list.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { filter } from "../../flags/filter.ts";
import { bool, string } from "../../flags/scalars.ts";
import { naturalOrder } from "../../format/natural-order.ts";
import { networkListing } from "../../format/network-listing.ts";
import { printRows } from "../../format/table.ts";
import { formatHelp } from "../../help/format-flag.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: {
    filter: filter({ short: "f", usage: "Show only what meets the conditions" }),
    format: string({ usage: formatHelp }),
    "no-trunc": bool({ usage: "Do not cut anything off" }),
    quiet: bool({ short: "q", usage: "Only show ids" }),
  },
  aliases: ["docker network ls", "docker network list"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags }) => {
  const networks = await networkList(op, client, { filters: flags.filter });
  const format = flags.format || (flags.quiet ? "" : io.config.networksFormat) || "table";
  const rows = [...networks].sort((a, b) => naturalOrder(a.Name, b.Name));
  const listing = networkListing({ truncate: !flags["no-trunc"] });
  if (flags.quiet && ["table", "raw"].includes(format)) {
    const label = format === "raw" ? "network_id: " : "";
    return io.stdout.write(rows.map((row) => `${label}${listing.columns["ID"]?.value(row)}\n`).join(""));
  }
  await printRows(io.stdout, listing, { rows, format, columns: ["ID", "Name", "Driver", "Scope"] });
});
