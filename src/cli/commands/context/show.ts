import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";

export const command = { usage: "", arguments: noArguments, flags: {}, engine: "unused" } satisfies Command;

export const run = runs(command, async (_op, io) => {
  io.stdout.write(`${io.contextName}\n`);
});
