import { volumeRemove } from "#client/volume-remove.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { forEachName } from "../../each.ts";
import { bool } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] VOLUME [VOLUME...]",
  arguments: atLeast(1),
  flags: { force: bool({ short: "f", usage: "Pass over volumes that are not there" }) },
  aliases: ["docker volume rm", "docker volume remove"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  await forEachName(io, args, (name) => volumeRemove(op, client, name, flags));
});
