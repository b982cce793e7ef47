import { containerStop } from "#client/container-stop.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { dryRunFlag, rehearse } from "../../dry-run/dry-run.ts";
import { forEachName, forEachResult } from "../../each.ts";
import { stopFlags, stopOptions } from "../../flags/stop.ts";

export const command = {
  usage: "[OPTIONS] CONTAINER [CONTAINER...]",
  arguments: atLeast(1),
  flags: { "dry-run": dryRunFlag, ...stopFlags },
  aliases: ["docker container stop", "docker stop"],
} satisfies Command;

export const run = runs(command, async (op, io, client, invocation) => {
  const options = stopOptions(invocation);
  const acts = invocation.args.map((Ref) => ({ Act: "container-stop", Ref, Signal: options.signal }));
  const rehearsed = await rehearse(op, client, { dryRun: invocation.flags["dry-run"], acts });
  if (rehearsed !== undefined) return await forEachResult(io, invocation.args, async (_, index) => rehearsed(index));
  await forEachName(io, invocation.args, (name) => containerStop(op, client, name, options));
});
