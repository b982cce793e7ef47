import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { changeNodes } from "../../swarm/change-nodes.ts";

export const command = { usage: "NODE [NODE...]", arguments: atLeast(1), flags: {} } satisfies Command;

export const run = runs(command, (op, io, client, { args }) =>
  changeNodes(op, client, {
    refs: args,
    change: ({ ID, Spec }) => {
      if (Spec.Role !== "worker") return { ...Spec, Role: "worker" };
      io.stdout.write(`Node ${ID} is already a worker.\n`);
      return undefined;
    },
    changed: (ref) => io.stdout.write(`Manager ${ref} demoted in the swarm.\n`),
  }),
);
