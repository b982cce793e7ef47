import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { changeNodes } from "../../swarm/change-nodes.ts";

export const command = { usage: "NODE [NODE...]", arguments: atLeast(1), flags: {} } satisfies Command;

export const run = runs(command, (op, io, client, { args }) =>
  changeNodes(op, client, {
    refs: args,
    change: ({ ID, Spec }) => {
      if (Spec.Role !== "manager") return { ...Spec, Role: "manager" };
      io.stdout.write(`Node ${ID} is already a manager.\n`);
      return undefined;
    },
    changed: (ref) => io.stdout.write(`Node ${ref} promoted to a manager in the swarm.\n`),
  }),
);
