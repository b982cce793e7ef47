import { objectInspectText } from "#client/object-inspect.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { string } from "../../flags/scalars.ts";
import { templateHelp } from "../../help/format-flag.ts";
import { type FoundObject, printObjects } from "../../inspect/print-objects.ts";

export const command = {
  usage: "[OPTIONS] VOLUME [VOLUME...]",
  arguments: atLeast(1),
  flags: { format: string({ short: "f", usage: templateHelp }) },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const find = async (ref: string): Promise<FoundObject> => ({
    json: await objectInspectText(op, client, ref, { kind: "volumes" }),
    type: "Volume",
  });
  await printObjects(io, { refs: args, format: flags.format, find });
});
