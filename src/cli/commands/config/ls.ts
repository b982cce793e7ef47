import { objectList } from "#client/object-list.ts";
import type { StoredFile } from "#client/swarm-types.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { naturalOrder } from "../../format/natural-order.ts";
import { printListing } from "../../format/print-listing.ts";
import { configListing } from "../../format/stored-file-listing.ts";
import { swarmListFlags } from "../../swarm/list-flags.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: swarmListFlags,
  aliases: ["docker config ls", "docker config list"],
} satisfies Command;

const columns = ["ID", "Name", "CreatedAt", "UpdatedAt"];

export const run = runs(command, async (op, io, client, { flags: { filter: filters, format, quiet } }) => {
  const configs = await objectList<StoredFile>(op, client, "configs", { filters });
  const rows = [...configs].sort((a, b) => naturalOrder(a.Spec.Name, b.Spec.Name));
  const configured = io.config.configFormat;
  await printListing(io, configListing(io.now()), { rows, format, configured, quiet, columns });
});
