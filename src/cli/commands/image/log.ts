import { imageLog } from "#client/image-log.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool, string } from "../../flags/scalars.ts";
import { imageLogListing } from "../../format/image-log-listing.ts";
import { printRows } from "../../format/table.ts";
import { formatHelp } from "../../help/format-flag.ts";

export const command = {
  usage: "[OPTIONS] NAME[:TAG]",
  arguments: exactly(1),
  flags: {
    format: string({ usage: formatHelp }),
    "no-trunc": bool({ usage: "Don't cut anything off" }),
    quiet: bool({ short: "q", usage: "Only show ids" }),
  },
  long: "Show what a name stood for before.\nThe numbers are those that `image rollback NAME@N` takes. An image that is gone cannot be gone back to.",
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const rows = await imageLog(op, client, args[0] ?? "");
  const listing = imageLogListing({ truncate: !flags["no-trunc"], now: io.now() });
  if (flags.quiet && flags.format === "") {
    return io.stdout.write(rows.map((row) => `${listing.columns["ID"]?.value(row)}\n`).join(""));
  }
  const columns = ["N", "ID", "Since", "By", "Size", "Status"];
  await printRows(io.stdout, listing, { rows, format: flags.format || "table", columns });
});
