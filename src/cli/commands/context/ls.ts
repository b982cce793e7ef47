import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { type ContextRow, contextListing, contextRows } from "../../contexts/listing.ts";
import { bool, string } from "../../flags/scalars.ts";
import { printRows } from "../../format/table.ts";
import { formatHelp } from "../../help/format-flag.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: {
    format: string({ usage: formatHelp }),
    quiet: bool({ short: "q", usage: "Only show names" }),
  },
  aliases: ["docker context ls", "docker context list"],
  engine: "unused",
} satisfies Command;

export const run = runs(command, async (_op, io, _client, { flags }) => {
  const rows: readonly ContextRow[] = contextRows(io);
  if (flags.quiet) io.stdout.write(rows.map(({ name }) => `${name}\n`).join(""));
  else {
    const columns = ["Shown", "Description", "DockerEndpoint", "Error"];
    await printRows(io.stdout, contextListing, { rows, format: flags.format || "table", columns });
  }
  if (io.env["DOCKER_HOST"]) {
    io.stderr.write(
      "Warning: DOCKER_HOST environment variable overrides the active context. To use a context, either set the global --context flag, or unset DOCKER_HOST environment variable.\n",
    );
  }
});
