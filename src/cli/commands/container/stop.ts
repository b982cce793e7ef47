import { containerStop } from "#client/container-stop.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { forEachName } from "../../each.ts";
import { stopFlags, stopOptions } from "../../flags/stop.ts";

export const command = {
  usage: "[OPTIONS] CONTAINER [CONTAINER...]",
  arguments: atLeast(1),
  flags: stopFlags,
  aliases: ["docker container stop", "docker stop"],
} satisfies Command;

export const run = runs(command, async (op, io, client, invocation) => {
  const options = stopOptions(invocation);
  await forEachName(io, invocation.args, (name) => containerStop(op, client, name, options));
});
