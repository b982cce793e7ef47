import { isStatus } from "#client/errors.ts";
import { imageRemove } from "#client/image-remove.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { dryRunFlag, rehearse } from "../../dry-run/dry-run.ts";
import { ExitError } from "../../errors.ts";
import { commaList } from "../../flags/lists.ts";
import { bool } from "../../flags/scalars.ts";
import { platformQuery } from "../../values/platform.ts";

export const command = {
  usage: "[OPTIONS] IMAGE [IMAGE...]",
  arguments: atLeast(1),
  flags: {
    "dry-run": dryRunFlag,
    force: bool({ short: "f", usage: "Force the removal of what is used, as far as that is possible" }),
    "no-prune": bool({ usage: "Do not remove images below that lose their last name" }),
    platform: commaList({ usage: "Remove only these platforms (os[/arch[/variant]])" }),
  },
  aliases: ["docker image rm", "docker image remove", "docker rmi"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const platforms = flags.platform.map(platformQuery);
  const acts = args.map((Ref) => ({
    ...{ Act: "image-remove", Ref, Force: flags.force, NoPrune: flags["no-prune"], Platforms: platforms },
  }));
  const rehearsed = await rehearse(op, client, { dryRun: flags["dry-run"], acts });
  const errors: string[] = [];
  let fatal = false;
  for (const [index, name] of args.entries()) {
    try {
      if (rehearsed !== undefined) {
        io.stdout.write(`${rehearsed(index)}\n`);
        continue;
      }
      const options = { force: flags.force, noPrune: flags["no-prune"], platforms };
      for (const { Deleted, Untagged } of await imageRemove(op, client, name, options)) {
        io.stdout.write(Deleted ? `Deleted: ${Deleted}\n` : `Untagged: ${Untagged}\n`);
      }
    } catch (error) {
      fatal ||= !isStatus(error, 404);
      errors.push((error as Error).message);
    }
  }
  if (errors.length === 0) return;
  if (!flags.force || fatal) throw new ExitError(1, errors.join("\n"));
  io.stderr.write(`${errors.join("\n")}\n`);
});
