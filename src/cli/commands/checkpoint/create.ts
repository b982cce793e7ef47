import { checkpointCreate } from "#client/checkpoint-create.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool, string } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] CONTAINER CHECKPOINT",
  arguments: exactly(2),
  flags: {
    "checkpoint-dir": string({ usage: "Folder of the checkpoints" }),
    "leave-running": bool({ usage: "Leave the container running" }),
  },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args: [container = "", name = ""] }) => {
  await checkpointCreate(op, client, container, {
    CheckpointID: name,
    CheckpointDir: flags["checkpoint-dir"],
    Exit: !flags["leave-running"],
  });
  io.stdout.write(`${name}\n`);
});
