import { quote } from "#base/strconv.ts";
import { objectCreate } from "#client/object-create.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { pairsOf } from "../../container-spec/key-values.ts";
import { checkLabel } from "../../container-spec/names.ts";
import { list } from "../../flags/lists.ts";
import { string } from "../../flags/scalars.ts";
import { contentOf } from "../../swarm/stored-file.ts";

export const command = {
  usage: "[OPTIONS] CONFIG file|-",
  arguments: exactly(2),
  flags: {
    label: list({ short: "l", usage: "Set a label on the config", check: checkLabel }),
    "template-driver": string({ usage: "Driver that fills in templates" }),
  },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args: [name = "", file = ""] }) => {
  const template = flags["template-driver"];
  const data = await contentOf(op, io, file).catch((error: Error) => {
    throw new Error(`Error reading content from ${quote(file)}: ${error.message}`);
  });
  const id = await objectCreate(op, client, "configs", {
    Name: name,
    Labels: pairsOf(flags.label),
    ...(data === "" ? {} : { Data: data }),
    ...(template === "" ? {} : { Templating: { Name: template } }),
  });
  io.stdout.write(`${id}\n`);
});
