import { containerKill } from "#client/container-kill.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { dryRunFlag, rehearse } from "../../dry-run/dry-run.ts";
import { forEachName, forEachResult } from "../../each.ts";
import { string } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] CONTAINER [CONTAINER...]",
  arguments: atLeast(1),
  flags: { "dry-run": dryRunFlag, signal: string({ short: "s", usage: "Signal to send" }) },
  aliases: ["docker container kill", "docker kill"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const acts = args.map((Ref) => ({ Act: "container-kill", Ref, Signal: flags.signal }));
  const rehearsed = await rehearse(op, client, { dryRun: flags["dry-run"], acts });
  if (rehearsed !== undefined) return await forEachResult(io, args, async (_, index) => rehearsed(index));
  await forEachName(io, args, (name) => containerKill(op, client, name, { signal: flags.signal }));
});
