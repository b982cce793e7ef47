import { networkInspectText } from "#client/network-inspect.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool, string } from "../../flags/scalars.ts";
import { templateHelp } from "../../help/format-flag.ts";
import { type FoundObject, printObjects } from "../../inspect/print-objects.ts";

export const command = {
  usage: "[OPTIONS] NETWORK [NETWORK...]",
  arguments: atLeast(1),
  flags: {
    format: string({ short: "f", usage: templateHelp }),
    verbose: bool({ short: "v", usage: "Verbose facts, which help to find faults" }),
  },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const find = async (ref: string): Promise<FoundObject> => ({
    json: await networkInspectText(op, client, ref, { verbose: flags.verbose }),
    type: "NetworkInspect",
  });
  await printObjects(io, { refs: args, format: flags.format, find });
});
