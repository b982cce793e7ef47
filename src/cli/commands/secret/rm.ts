import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { removeObjects } from "../../swarm/remove-objects.ts";

export const command = {
  usage: "SECRET [SECRET...]",
  arguments: atLeast(1),
  flags: {},
  aliases: ["docker secret rm", "docker secret remove"],
} satisfies Command;

export const run = runs(command, (op, io, client, { args }) =>
  removeObjects(op, io, client, { kind: "secrets", refs: args }),
);
