import { swarmLeave } from "#client/swarm-leave.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: { force: bool({ short: "f", usage: "Force this node out, also as the last manager" }) },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags }) => {
  await swarmLeave(op, client, flags);
  io.stdout.write("Node left the swarm.\n");
});
