import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { commaList } from "../../flags/lists.ts";
import { bool } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: {
    "compose-file": commaList({ short: "c", usage: 'Compose file, or "-" for standard input' }),
    "skip-interpolation": bool({ usage: "Leave variables as they are" }),
  },
} satisfies Command;

export const run = runs(command, async (_op, _io, _client, { flags }): Promise<undefined> => {
  if (flags["compose-file"].length === 0) throw new Error("Specify a Compose file (with --compose-file)");
  throw new Error("not supported: docker stack config");
});
