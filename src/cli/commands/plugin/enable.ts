import { pluginEnable } from "#client/plugin-enable.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { integer } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] PLUGIN",
  arguments: exactly(1),
  flags: { timeout: integer({ usage: "How many seconds the plugin has to answer", default: 30 }) },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags: { timeout }, args: [name = ""] }) => {
  if (timeout < 0) throw new Error(`negative timeout ${timeout} is invalid`);
  await pluginEnable(op, client, name, { timeoutS: timeout });
  io.stdout.write(`${name}\n`);
});
