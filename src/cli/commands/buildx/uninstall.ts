import { noArguments } from "../../arguments.ts";
import { setBuilderAlias } from "../../builders/builder-alias.ts";
import { type Command, runs } from "../../command.ts";

export const command = {
  usage: "",
  arguments: noArguments,
  flags: {},
  engine: "unused",
  errorPrefix: "ERROR: ",
} satisfies Command;

export const run = runs(command, async (_op, io) => setBuilderAlias(io, undefined));
