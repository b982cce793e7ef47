import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool } from "../../flags/scalars.ts";
import { removeObjects } from "../../swarm/remove-objects.ts";

export const command = {
  usage: "[OPTIONS] NODE [NODE...]",
  arguments: atLeast(1),
  flags: { force: bool({ short: "f", usage: "Remove also a node that still runs" }) },
  aliases: ["docker node rm", "docker node remove"],
} satisfies Command;

export const run = runs(command, (op, io, client, { flags, args }) =>
  removeObjects(op, io, client, { kind: "nodes", refs: args, force: flags.force }),
);
