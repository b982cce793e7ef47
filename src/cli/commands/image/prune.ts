import { imagePrune } from "#client/image-prune.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { dryRunFlag, rehearsePrunes } from "../../dry-run/dry-run.ts";
import { filter, withDangling } from "../../flags/filter.ts";
import { bool } from "../../flags/scalars.ts";
import { imageReport, pruneOutput } from "../../format/prune-report.ts";
import { confirm } from "../../io/confirm.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: {
    all: bool({ short: "a", usage: "Remove all images that no container has, not only those without a name" }),
    "dry-run": dryRunFlag,
    filter: filter({ usage: "Remove only what meets the conditions (such as until=24h)" }),
    force: bool({ short: "f", usage: "Do not ask" }),
  },
} satisfies Command;

const warnings = {
  all: "WARNING! This will remove all images without at least one container associated to them.",
  dangling: "WARNING! This will remove all dangling images.",
};

export const run = runs(command, async (op, io, client, { flags }) => {
  const filters = withDangling(flags.filter, !flags.all);
  if (flags["dry-run"]) return await rehearsePrunes(op, io, client, [{ Act: "image-prune", Filters: filters }]);
  if (!flags.force && !(await confirm(op, io, warnings[flags.all ? "all" : "dangling"]))) return;
  io.stdout.write(pruneOutput(imageReport(await imagePrune(op, client, { filters }))));
});
