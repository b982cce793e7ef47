import { volumePrune } from "#client/volume-prune.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { dryRunFlag, rehearsePrunes } from "../../dry-run/dry-run.ts";
import { ExitError } from "../../errors.ts";
import { filter } from "../../flags/filter.ts";
import { bool } from "../../flags/scalars.ts";
import { humanSize } from "../../format/human-size.ts";
import { confirm } from "../../io/confirm.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: {
    all: bool({ short: "a", usage: "Remove named volumes that nothing uses, too" }),
    "dry-run": dryRunFlag,
    filter: filter({ usage: 'Remove only what meets the conditions (such as "label=<label>")' }),
    force: bool({ short: "f", usage: "Do not ask first" }),
  },
} satisfies Command;

const conflict = "conflicting options: cannot specify both --all and --filter all=1";

export const run = runs(command, async (op, io, client, { flags }) => {
  if (flags.all && flags.filter["all"] !== undefined) throw new ExitError(1, conflict);
  const filters = flags.all ? { ...flags.filter, all: ["true"] } : flags.filter;
  if (flags["dry-run"]) return await rehearsePrunes(op, io, client, [{ Act: "volume-prune", Filters: filters }]);
  const which = flags.all ? "all local" : "anonymous local";
  const warning = `WARNING! This will remove ${which} volumes not used by at least one container.`;
  if (!flags.force && !(await confirm(op, io, warning))) return;
  const { VolumesDeleted, SpaceReclaimed } = await volumePrune(op, client, { filters });
  const names = VolumesDeleted ?? [];
  const list = names.length === 0 ? "" : `Deleted Volumes:\n${names.map((name) => `${name}\n`).join("")}\n`;
  io.stdout.write(`${list}Total reclaimed space: ${humanSize(names.length === 0 ? 0 : SpaceReclaimed, 4)}\n`);
});
