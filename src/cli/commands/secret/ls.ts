import { objectList } from "#client/object-list.ts";
import type { StoredFile } from "#client/swarm-types.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { naturalOrder } from "../../format/natural-order.ts";
import { printListing } from "../../format/print-listing.ts";
import { secretListing } from "../../format/stored-file-listing.ts";
import { swarmListFlags } from "../../swarm/list-flags.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: swarmListFlags,
  aliases: ["docker secret ls", "docker secret list"],
} satisfies Command;

const columns = ["ID", "Name", "Driver", "CreatedAt", "UpdatedAt"];

export const run = runs(command, async (op, io, client, { flags: { filter: filters, format, quiet } }) => {
  const secrets = await objectList<StoredFile>(op, client, "secrets", { filters });
  const rows = [...secrets].sort((a, b) => naturalOrder(a.Spec.Name, b.Spec.Name));
  const configured = io.config.secretFormat;
  await printListing(io, secretListing(io.now()), { rows, format, configured, quiet, columns });
});
