import { checkpointRemove } from "#client/checkpoint-remove.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { string } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] CONTAINER CHECKPOINT",
  arguments: exactly(2),
  flags: { "checkpoint-dir": string({ usage: "Folder of the checkpoints" }) },
  aliases: ["docker checkpoint rm", "docker checkpoint remove"],
} satisfies Command;

export const run = runs(command, async (op, _io, client, { flags, args: [container = "", name = ""] }) => {
  await checkpointRemove(op, client, container, { name, dir: flags["checkpoint-dir"] });
});
