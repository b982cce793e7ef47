import { imageInspectText } from "#client/image-inspect.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { string } from "../../flags/scalars.ts";
import { templateHelp } from "../../help/format-flag.ts";
import { type FoundObject, printObjects } from "../../inspect/print-objects.ts";
import { platformQuery } from "../../values/platform.ts";

export const command = {
  usage: "[OPTIONS] IMAGE [IMAGE...]",
  arguments: atLeast(1),
  flags: {
    format: string({ short: "f", usage: templateHelp }),
    platform: string({ usage: "Platform to show, where the image has several (os[/arch[/variant]])" }),
  },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const platform = platformQuery(flags.platform);
  const find = async (ref: string): Promise<FoundObject> => ({
    json: await imageInspectText(op, client, ref, { platform }),
    type: "ImageInspectResponse",
  });
  await printObjects(io, { refs: args, format: flags.format, find });
});
