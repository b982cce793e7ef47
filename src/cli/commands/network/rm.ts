import { isStatus } from "#client/errors.ts";
import { networkRemove } from "#client/network-remove.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { dryRunFlag, rehearse } from "../../dry-run/dry-run.ts";
import { ExitError } from "../../errors.ts";
import { bool } from "../../flags/scalars.ts";

export const command = {
  usage: "NETWORK [NETWORK...]",
  arguments: atLeast(1),
  flags: { "dry-run": dryRunFlag, force: bool({ short: "f", usage: "Say nothing of networks that do not exist" }) },
  aliases: ["docker network rm", "docker network remove"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const acts = args.map((Ref) => ({ Act: "network-remove", Ref }));
  const rehearsed = await rehearse(op, client, { dryRun: flags["dry-run"], acts });
  let failed = false;
  for (const [index, name] of args.entries()) {
    try {
      if (rehearsed === undefined) await networkRemove(op, client, name);
      io.stdout.write(`${rehearsed?.(index) ?? name}\n`);
    } catch (error) {
      if (flags.force && isStatus(error, 404)) continue;
      io.stderr.write(`${(error as Error).message}\n`);
      failed = true;
    }
  }
  // Docker ends with the words of an error that has none.
  if (failed) throw new ExitError(1, "exit status 1");
});
