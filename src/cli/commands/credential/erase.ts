import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { answerAsHelper } from "../../credentials/protocol.ts";

export const command = {
  usage: "",
  arguments: noArguments,
  flags: {},
  engine: "unused",
} satisfies Command;

export const run = runs(command, (op, io) => answerAsHelper(op, io, "erase"));
