import { objectList } from "#client/object-list.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import type { SwarmService } from "../../services/service.ts";
import { swarmListFlags } from "../../swarm/list-flags.ts";
import { printServices } from "../../swarm/print-services.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: swarmListFlags,
  aliases: ["docker service ls", "docker service list"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags }) => {
  const options = { filters: flags.filter, status: !flags.quiet };
  await printServices(io, await objectList<SwarmService>(op, client, "services", options), flags);
});
