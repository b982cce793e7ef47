import { containerPause } from "#client/container-pause.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { forEachName } from "../../each.ts";

export const command = {
  usage: "CONTAINER [CONTAINER...]",
  arguments: atLeast(1),
  flags: {},
  aliases: ["docker container pause", "docker pause"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { args }) => {
  await forEachName(io, args, (name) => containerPause(op, client, name));
});
