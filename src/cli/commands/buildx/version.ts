import { exactly } from "../../arguments.ts";
import { buildInfo } from "../../build-info.ts";
import { type Command, runs } from "../../command.ts";

export const command = {
  usage: "",
  arguments: exactly(0),
  flags: {},
  engine: "unused",
  errorPrefix: "ERROR: ",
} satisfies Command;

/** As buildx says its own: what it is, its version, and what it was made of. */
export const run = runs(command, async (_op, io) => {
  io.stdout.write(`gantry ${buildInfo.version} ${buildInfo.gitCommit}\n`);
});
