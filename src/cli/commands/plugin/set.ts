import { pluginSet } from "#client/plugin-set.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";

export const command = {
  usage: "PLUGIN KEY=VALUE [KEY=VALUE...]",
  arguments: atLeast(2),
  flags: {},
} satisfies Command;

export const run = runs(command, async (op, _io, client, { args: [name = "", ...settings] }) => {
  await pluginSet(op, client, name, settings);
});
