import { containerKill } from "#client/container-kill.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { forEachName } from "../../each.ts";
import { string } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] CONTAINER [CONTAINER...]",
  arguments: atLeast(1),
  flags: { signal: string({ short: "s", usage: "Signal to send" }) },
  aliases: ["docker container kill", "docker kill"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  await forEachName(io, args, (name) => containerKill(op, client, name, { signal: flags.signal }));
});
