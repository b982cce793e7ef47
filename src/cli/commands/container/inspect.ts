import { containerInspectText } from "#client/container-inspect.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool, string } from "../../flags/scalars.ts";
import { templateHelp } from "../../help/format-flag.ts";
import { type FoundObject, printObjects } from "../../inspect/print-objects.ts";

export const command = {
  usage: "[OPTIONS] CONTAINER [CONTAINER...]",
  arguments: atLeast(1),
  flags: {
    format: string({ short: "f", usage: templateHelp }),
    size: bool({ short: "s", usage: "Display the sizes of files, too" }),
  },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const find = async (ref: string): Promise<FoundObject> => ({
    json: await containerInspectText(op, client, ref, { size: flags.size }),
    type: "ContainerInspectResponse",
  });
  await printObjects(io, { refs: args, format: flags.format, find });
});
