import { isStatus } from "#client/errors.ts";
import { networkRemove } from "#client/network-remove.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import { bool } from "../../flags/scalars.ts";

export const command = {
  usage: "NETWORK [NETWORK...]",
  arguments: atLeast(1),
  flags: { force: bool({ short: "f", usage: "Say nothing of networks that do not exist" }) },
  aliases: ["docker network rm", "docker network remove"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  let failed = false;
  for (const name of args) {
    try {
      await networkRemove(op, client, name);
      io.stdout.write(`${name}\n`);
    } catch (error) {
      if (flags.force && isStatus(error, 404)) continue;
      io.stderr.write(`${(error as Error).message}\n`);
      failed = true;
    }
  }
  // Docker ends with the words of an error that has none.
  if (failed) throw new ExitError(1, "exit status 1");
});
