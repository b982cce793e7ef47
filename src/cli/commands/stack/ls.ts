import { objectList } from "#client/object-list.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { string } from "../../flags/scalars.ts";
import { naturalOrder } from "../../format/natural-order.ts";
import { type Stack, stackListing } from "../../format/stack-listing.ts";
import { printRows } from "../../format/table.ts";
import { formatHelp } from "../../help/format-flag.ts";
import type { SwarmService } from "../../services/service.ts";
import { stackLabel } from "../../swarm/stack.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: { format: string({ usage: formatHelp }) },
  aliases: ["docker stack ls", "docker stack list"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags }) => {
  const services = await objectList<SwarmService>(op, client, "services", { filters: { label: [stackLabel] } });
  const counts = new Map<string, number>();
  for (const { ID, Spec } of services) {
    const name = Spec.Labels?.[stackLabel];
    if (name === undefined) throw new Error(`cannot get label ${stackLabel} for service ${ID}`);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const stacks = [...counts].map(([name, count]): Stack => ({ name, services: count }));
  const rows = stacks.sort((a, b) => naturalOrder(a.name, b.name));
  await printRows(io.stdout, stackListing, { rows, format: flags.format || "table", columns: ["Name", "Services"] });
});
