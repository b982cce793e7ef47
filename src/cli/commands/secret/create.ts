import { objectCreate } from "#client/object-create.ts";
import { between } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { pairsOf } from "../../container-spec/key-values.ts";
import { checkLabel } from "../../container-spec/names.ts";
import { list } from "../../flags/lists.ts";
import { string } from "../../flags/scalars.ts";
import { contentOf } from "../../swarm/stored-file.ts";

export const command = {
  usage: "[OPTIONS] SECRET [file|-]",
  arguments: between(1, 2),
  flags: {
    driver: string({ short: "d", usage: "Driver that knows the secret" }),
    label: list({ short: "l", usage: "Set a label on the secret", check: checkLabel }),
    "template-driver": string({ usage: "Driver that fills in templates" }),
  },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args: [name = "", file = ""] }) => {
  const { driver, "template-driver": template } = flags;
  if (driver !== "" && file !== "") throw new Error("When using secret driver secret data must be empty");
  if (driver === "" && file === "") throw new Error("secret file is required");
  const data = file === "" ? "" : await contentOf(op, io, file);
  const id = await objectCreate(op, client, "secrets", {
    Name: name,
    Labels: pairsOf(flags.label),
    ...(data === "" ? {} : { Data: data }),
    ...(driver === "" ? {} : { Driver: { Name: driver } }),
    ...(template === "" ? {} : { Templating: { Name: template } }),
  });
  io.stdout.write(`${id}\n`);
});
