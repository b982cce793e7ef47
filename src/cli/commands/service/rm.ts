import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { removeObjects } from "../../swarm/remove-objects.ts";

export const command = {
  usage: "SERVICE [SERVICE...]",
  arguments: atLeast(1),
  flags: {},
  aliases: ["docker service rm", "docker service remove"],
} satisfies Command;

export const run = runs(command, (op, io, client, { args }) =>
  removeObjects(op, io, client, { kind: "services", refs: args }),
);
