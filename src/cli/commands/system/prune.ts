import type { RehearsalAct } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import { buildPrune } from "#client/build-prune.ts";
import type { Client } from "#client/client.ts";
import { containerPrune } from "#client/container-prune.ts";
import { imagePrune } from "#client/image-prune.ts";
import { networkPrune } from "#client/network-prune.ts";
import { volumePrune } from "#client/volume-prune.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, type Invocation, runs } from "../../command.ts";
import { buildPruneAct, dryRunFlag, rehearsePrunes } from "../../dry-run/dry-run.ts";
import { ExitError } from "../../errors.ts";
import { filter, withDangling } from "../../flags/filter.ts";
import { bool } from "../../flags/scalars.ts";
import {
  buildReport,
  containerReport,
  imageReport,
  networkReport,
  type PruneReport,
  totalText,
  volumeReport,
} from "../../format/prune-report.ts";
import { confirm } from "../../io/confirm.ts";

const flags = {
  all: bool({ short: "a", usage: "Remove all images that no container has, not only those without a name" }),
  "dry-run": dryRunFlag,
  filter: filter({ usage: "Remove only what meets the conditions (such as label=<key>=<value>)" }),
  force: bool({ short: "f", usage: "Do not ask" }),
  volumes: bool({ usage: "Prune anonymous volumes that nothing uses, too" }),
};

export const command = { usage: "[OPTIONS]", arguments: noArguments, flags } satisfies Command;

type Flags = Invocation<typeof flags>["flags"];

export const run = runs(command, async (op, io, client, { flags }) => {
  if (flags.volumes && flags.filter["until"] !== undefined)
    throw new ExitError(1, 'ERROR: The "until" filter is not supported with "--volumes"');
  if (flags["dry-run"]) return await rehearsePrunes(op, io, client, acts(flags));
  if (!flags.force && !(await confirm(op, io, warningText(flags)))) return;
  let reclaimed = 0;
  for (const prune of prunes(op, client, flags)) {
    const report = await prune();
    reclaimed += report.reclaimed;
    if (report.text !== "") io.stdout.write(`${report.text}\n`);
  }
  io.stdout.write(totalText(reclaimed));
});

function warningText({ all, volumes, filter }: Flags): string {
  const what = [
    "all stopped containers",
    "all networks not used by at least one container",
    ...(volumes ? ["all anonymous volumes not used by at least one container"] : []),
    all ? "all images without at least one container associated to them" : "all dangling images",
    all ? "all build cache" : "unused build cache",
  ];
  const filters = Object.entries(filter).flatMap(([key, values]) => values.map((value) => `${key}=${value}`));
  const list = (lines: readonly string[]): string => lines.map((line) => `  - ${line}\n`).join("");
  const chosen = filters.length === 0 ? "" : `\n  Items to be pruned will be filtered with:\n${list(filters.sort())}`;
  return `WARNING! This will remove:\n${list(what)}${chosen}`;
}

/** One after the other, since each makes the next find more. */
function prunes(op: Op, client: Client, { all, volumes, filter }: Flags): Array<() => Promise<PruneReport>> {
  const filters = { ...filter };
  const images = { filters: withDangling(filter, !all) };
  return [
    async () => containerReport(await containerPrune(op, client, { filters })),
    async () => networkReport(await networkPrune(op, client, { filters })),
    ...(volumes ? [async () => volumeReport(await volumePrune(op, client, { filters }))] : []),
    async () => imageReport(await imagePrune(op, client, images)),
    async () => buildReport(await buildPrune(op, client, { all, filters })),
  ];
}

/** The same as acts. */
function acts({ all, volumes, filter }: Flags): RehearsalAct[] {
  return [
    { Act: "container-prune", Filters: filter },
    { Act: "network-prune", Filters: filter },
    ...(volumes ? [{ Act: "volume-prune", Filters: filter }] : []),
    { Act: "image-prune", Filters: withDangling(filter, !all) },
    buildPruneAct({ all, filter }),
  ];
}
