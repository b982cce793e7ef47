import { containerRename } from "#client/container-rename.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";

export const command = {
  usage: "CONTAINER NEW_NAME",
  arguments: exactly(2),
  flags: {},
  aliases: ["docker container rename", "docker rename"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { args }) => {
  const [oldName = "", newName = ""] = args.map((name) => name.trim());
  if (oldName === "" || newName === "") throw new ExitError(1, "Error: Neither old nor new names may be empty");
  try {
    await containerRename(op, client, oldName, { name: newName });
  } catch (error) {
    io.stderr.write(`${(error as Error).message}\n`);
    throw new ExitError(1, `Error: failed to rename container named ${oldName}`);
  }
});
