import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { pairsOf } from "../../container-spec/key-values.ts";
import { list } from "../../flags/lists.ts";
import { string } from "../../flags/scalars.ts";
import { changeNodes } from "../../swarm/change-nodes.ts";

export const command = {
  usage: "[OPTIONS] NODE",
  arguments: exactly(1),
  flags: {
    availability: string({ usage: 'Whether it gets tasks ("active", "pause", "drain")' }),
    "label-add": list({ usage: 'Set a label on the node ("key=value")' }),
    "label-rm": list({ usage: "Take a label from the node" }),
    role: string({ usage: 'What it is in the swarm ("worker", "manager")' }),
  },
} satisfies Command;

export const run = runs(command, (op, io, client, { flags, args, changed }) =>
  changeNodes(op, client, {
    refs: args,
    change: ({ Spec }) => {
      const labels = { ...Spec.Labels, ...pairsOf(flags["label-add"]) };
      for (const key of flags["label-rm"]) {
        if (!Object.hasOwn(labels, key)) throw new Error(`key ${key} doesn't exist in node's labels`);
        delete labels[key];
      }
      return {
        ...Spec,
        Labels: labels,
        ...(changed("role") ? { Role: flags.role } : {}),
        ...(changed("availability") ? { Availability: flags.availability } : {}),
      };
    },
    changed: (ref) => io.stdout.write(`${ref}\n`),
  }),
);
