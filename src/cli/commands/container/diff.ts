import { containerChanges } from "#client/container-changes.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";

export const command = {
  usage: "CONTAINER",
  arguments: exactly(1),
  flags: {},
  aliases: ["docker container diff", "docker diff"],
} satisfies Command;

const letters = ["C", "A", "D"] as const;

export const run = runs(command, async (op, io, client, { args }) => {
  const changes = await containerChanges(op, client, args[0] ?? "");
  io.stdout.write(changes.map(({ Kind, Path }) => `${letters[Kind]} ${Path}\n`).join(""));
});
