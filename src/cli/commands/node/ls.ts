import { objectList } from "#client/object-list.ts";
import type { SwarmNode } from "#client/swarm-types.ts";
import { systemInfo } from "#client/system-info.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { naturalOrder } from "../../format/natural-order.ts";
import { nodeColumns, nodeListing, type OwnNode } from "../../format/node-listing.ts";
import { printListing } from "../../format/print-listing.ts";
import { swarmListFlags } from "../../swarm/list-flags.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: swarmListFlags,
  aliases: ["docker node ls", "docker node list"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags: { filter: filters, format, quiet } }) => {
  const nodes = await objectList<SwarmNode>(op, client, "nodes", { filters });
  const own = nodes.length > 0 && !quiet ? ((await systemInfo(op, client)).Swarm as OwnNode | undefined) : undefined;
  const hostname = ({ Description }: SwarmNode): string => Description.Hostname ?? "";
  const rows = [...nodes].sort((a, b) => naturalOrder(hostname(a), hostname(b)));
  const configured = io.config.nodesFormat;
  await printListing(io, nodeListing(own ?? {}), { rows, format, configured, quiet, columns: nodeColumns });
});
