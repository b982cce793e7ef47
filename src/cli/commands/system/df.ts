import { systemDataUsage } from "#client/system-data-usage.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool, string } from "../../flags/scalars.ts";
import { printRows } from "../../format/table.ts";
import { usageColumns, usageListing, usageRows } from "../../format/usage-listing.ts";
import { formatHelp } from "../../help/format-flag.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: {
    format: string({ usage: formatHelp }),
    verbose: bool({ short: "v", usage: "Show every object" }),
  },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags }) => {
  const usage = await systemDataUsage(op, client);
  if (flags.verbose) {
    const { printUsageInDetail } = await import("../../format/usage-detail.ts");
    return await printUsageInDetail(io, usage, flags.format);
  }
  const format = flags.format || "table";
  await printRows(io.stdout, usageListing, { rows: usageRows(usage), format, columns: usageColumns });
});
