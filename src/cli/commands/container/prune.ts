import { containerPrune } from "#client/container-prune.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { dryRunFlag, rehearsePrunes } from "../../dry-run/dry-run.ts";
import { filter } from "../../flags/filter.ts";
import { bool } from "../../flags/scalars.ts";
import { containerReport, pruneOutput } from "../../format/prune-report.ts";
import { confirm } from "../../io/confirm.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: {
    "dry-run": dryRunFlag,
    filter: filter({ usage: "Remove only what meets the conditions (such as until=24h)" }),
    force: bool({ short: "f", usage: "Do not ask" }),
  },
} satisfies Command;

const warning = "WARNING! This will remove all stopped containers.";

export const run = runs(command, async (op, io, client, { flags }) => {
  if (flags["dry-run"])
    return await rehearsePrunes(op, io, client, [{ Act: "container-prune", Filters: flags.filter }]);
  if (!flags.force && !(await confirm(op, io, warning))) return;
  io.stdout.write(pruneOutput(containerReport(await containerPrune(op, client, { filters: flags.filter }))));
});
