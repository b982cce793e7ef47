import { checkpointList } from "#client/checkpoint-list.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { string } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] CONTAINER",
  arguments: exactly(1),
  flags: { "checkpoint-dir": string({ usage: "Folder of the checkpoints" }) },
  aliases: ["docker checkpoint ls", "docker checkpoint list"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args: [container = ""] }) => {
  const checkpoints = (await checkpointList(op, client, container, { dir: flags["checkpoint-dir"] })) ?? [];
  io.stdout.write(["CHECKPOINT NAME", ...checkpoints.map(({ Name }) => Name)].map((line) => `${line}\n`).join(""));
});
