import { pluginInspectText } from "#client/object-inspect.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { string } from "../../flags/scalars.ts";
import { templateHelp } from "../../help/format-flag.ts";
import { printObjects } from "../../inspect/print-objects.ts";

export const command = {
  usage: "[OPTIONS] PLUGIN [PLUGIN...]",
  arguments: atLeast(1),
  flags: { format: string({ short: "f", usage: templateHelp }) },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const find = async (ref: string) => ({ json: await pluginInspectText(op, client, ref), type: undefined });
  await printObjects(io, { refs: args, format: flags.format, find });
});
