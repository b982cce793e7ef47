import { exactly } from "../../arguments.ts";
import { Builders, timeoutFlag } from "../../builders/builders.ts";
import { type BuilderRow, builderListing } from "../../builders/listing.ts";
import { loadBuilder } from "../../builders/nodes.ts";
import { type Command, runs } from "../../command.ts";
import { bool, string } from "../../flags/scalars.ts";
import { printRows } from "../../format/table.ts";
import { formatHelp } from "../../help/format-flag.ts";

export const command = {
  usage: "",
  arguments: exactly(0),
  flags: {
    format: string({ usage: formatHelp, default: "table" }),
    "no-trunc": bool({ usage: "Don't leave platforms out" }),
    timeout: timeoutFlag,
  },
  errorPrefix: "ERROR: ",
} satisfies Command;

const columns = ["Name", "DriverEndpoint", "Status", "Buildkit", "Platforms"];

export const run = runs(command, async (op, io, client, { flags }) => {
  const builders = new Builders(io);
  const asking = { builders, client, timeout: flags.timeout };
  const loaded = await Promise.all(builders.all().map((builder) => loadBuilder(op, io, asking, builder)));
  const { format } = flags;
  const isTable = format.startsWith("table");
  const isJson = format === "json" || /^\{\{\s*json\s+\.\s*\}\}$/.test(format);
  const rows = loaded.flatMap((builder): BuilderRow[] => {
    const nodes = isJson || builder.error !== undefined ? [] : builder.nodes;
    return [{ builder }, ...nodes.map((node) => ({ builder, node }))];
  });
  const listing = builderListing({ isTable, isShort: !flags["no-trunc"] });
  await printRows(io.stdout, listing, { rows, format, columns });
  const lost = loaded.filter(({ error }) => error !== undefined);
  if (!isTable || lost.length === 0) return;
  io.stderr.write(`\n${lost.map(({ name, error }) => `Cannot load builder ${name}: ${error}\n`).join("")}`);
});
