import { containerWait } from "#client/container-wait.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { forEachResult } from "../../each.ts";

export const command = {
  usage: "CONTAINER [CONTAINER...]",
  arguments: atLeast(1),
  flags: {},
  aliases: ["docker container wait", "docker wait"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { args }) => {
  await forEachResult(io, args, async (name) => {
    const { result } = await containerWait(op, client, name);
    return String((await result).StatusCode);
  });
});
