import type { ContainerSummary } from "#api/types.gen.ts";
import { containerList } from "#client/container-list.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, type Invocation, runs } from "../../command.ts";
import { filter } from "../../flags/filter.ts";
import { bool, integer, string } from "../../flags/scalars.ts";
import { containerListing } from "../../format/container-listing.ts";
import { type Listing, printRows } from "../../format/table.ts";
import { formatHelp } from "../../help/format-flag.ts";

const flags = {
  all: bool({ short: "a", usage: "Show all containers (default shows just running)" }),
  filter: filter({ short: "f", usage: "Show only what meets the conditions" }),
  format: string({ usage: formatHelp }),
  last: integer({ short: "n", usage: "Show the n newest containers, in any state", default: -1 }),
  latest: bool({ short: "l", usage: "Show the newest container, in any state" }),
  "no-trunc": bool({ usage: "Don't cut anything off" }),
  quiet: bool({ short: "q", usage: "Only show ids" }),
  size: bool({ short: "s", usage: "Display the sizes of files" }),
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
  const format = flags.format || (flags.quiet ? "" : io.config.psFormat) || "table";
  const listing = containerListing({ truncate: !flags["no-trunc"], now: io.now(), size: flags.size });
  const size = flags.size || (await showsSize(listing, format));
  const rows = await containerList(op, client, { all: flags.all, limit: limitOf(flags), size, filters: flags.filter });
  if (flags.quiet) {
    const label = format === "raw" ? "container_id: " : "";
    return io.stdout.write(rows.map((row) => `${label}${listing.columns["ID"]?.value(row)}\n`).join(""));
  }
  await printRows(io.stdout, listing, { rows, format, columns: flags.size ? [...columns, "Size"] : columns });
});

function limitOf({ latest, last }: Invocation<typeof flags>["flags"]): number {
  return latest && last === -1 ? 1 : last;
}

/** Whether a format needs the sizes, which cost the engine much: it is tried on a container of nothing. */
async function showsSize(listing: Listing<ContainerSummary>, format: string): Promise<boolean> {
  if (["table", "json", "raw"].includes(format)) return false;
  const { columnsUsed } = await import("../../format/table-template.ts");
  return columnsUsed(listing, nothing, format).has("Size");
}

const nothing: ContainerSummary = {
  Id: "",
  Names: null,
  Image: "",
  ImageID: "",
  Command: "",
  Created: 0,
  Ports: null,
  Labels: null,
  State: "",
  Status: "",
  HostConfig: {},
  NetworkSettings: null,
  Mounts: null,
};
