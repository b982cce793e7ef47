import { stackYaml } from "#compose/stack/stack.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { commaList } from "../../flags/lists.ts";
import { bool } from "../../flags/scalars.ts";
import { readStackFiles, stackOf } from "../../swarm/stack-files.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: {
    "compose-file": commaList({ short: "c", usage: 'Compose file, or "-" for standard input' }),
    "skip-interpolation": bool({ usage: "Leave variables as they are" }),
  },
} satisfies Command;

export const run = runs(command, async (op, io, _client, { flags }) => {
  const files = await readStackFiles(op, io, flags["compose-file"]);
  io.stdout.write(stackYaml(stackOf(io, files, !flags["skip-interpolation"])));
});
