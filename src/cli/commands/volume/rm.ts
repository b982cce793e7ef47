import { volumeRemove } from "#client/volume-remove.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { dryRunFlag, rehearse } from "../../dry-run/dry-run.ts";
import { forEachName, forEachResult } from "../../each.ts";
import { bool } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] VOLUME [VOLUME...]",
  arguments: atLeast(1),
  flags: { "dry-run": dryRunFlag, force: bool({ short: "f", usage: "Force past volumes that are not there" }) },
  aliases: ["docker volume rm", "docker volume remove"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const acts = args.map((Ref) => ({ Act: "volume-remove", Ref, Force: flags.force }));
  const rehearsed = await rehearse(op, client, { dryRun: flags["dry-run"], acts });
  if (rehearsed !== undefined) return await forEachResult(io, args, async (_, index) => rehearsed(index));
  await forEachName(io, args, (name) => volumeRemove(op, client, name, flags));
});
