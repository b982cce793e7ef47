import { pluginDisable } from "#client/plugin-disable.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] PLUGIN",
  arguments: exactly(1),
  flags: { force: bool({ short: "f", usage: "Force a plugin that is in use to stop" }) },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args: [name = ""] }) => {
  await pluginDisable(op, client, name, flags);
  io.stdout.write(`${name}\n`);
});
