import { imageHistory } from "#client/image-history.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool, string } from "../../flags/scalars.ts";
import { historyListing } from "../../format/history-listing.ts";
import { printRows } from "../../format/table.ts";
import { formatHelp } from "../../help/format-flag.ts";
import { platformJson } from "../../values/platform.ts";

export const command = {
  usage: "[OPTIONS] IMAGE",
  arguments: exactly(1),
  flags: {
    format: string({ usage: formatHelp }),
    human: bool({ short: "H", usage: "Print sizes with units, and times as spans", default: true }),
    "no-trunc": bool({ usage: "Don't cut anything off" }),
    platform: string({ usage: "Platform to show, where the image has several (os[/arch[/variant]])" }),
    quiet: bool({ short: "q", usage: "Only show ids" }),
  },
  aliases: ["docker image history", "docker history"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const platform = platformJson(flags.platform);
  const rows = await imageHistory(op, client, args[0] ?? "", { platform });
  const listing = historyListing({ truncate: !flags["no-trunc"], human: flags.human, now: io.now() });
  const format = flags.format || "table";
  if (flags.quiet && format === "table") {
    return io.stdout.write(rows.map((row) => `${listing.columns["ID"]?.value(row)}\n`).join(""));
  }
  const columns = ["ID", flags.human ? "CreatedSince" : "CreatedAt", "CreatedBy", "Size", "Comment"];
  await printRows(io.stdout, listing, { rows, format, columns });
});
