import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool } from "../../flags/scalars.ts";
import { removeObjects } from "../../swarm/remove-objects.ts";

export const command = {
  usage: "[OPTIONS] PLUGIN [PLUGIN...]",
  arguments: atLeast(1),
  flags: { force: bool({ short: "f", usage: "Force the removal of a plugin that runs" }) },
  aliases: ["docker plugin rm", "docker plugin remove"],
} satisfies Command;

export const run = runs(command, (op, io, client, { flags, args }) =>
  removeObjects(op, io, client, { kind: "plugins", refs: args, force: flags.force }),
);
