import { type Op, withDeadline } from "#base/op.ts";
import { buildPrune } from "#client/build-prune.ts";
import type { Client } from "#client/client.ts";
import { ApiError } from "#client/errors.ts";
import { noArguments } from "../../arguments.ts";
import { askBuilder } from "../../builders/ask-builder.ts";
import { Builders, builderFlag, timeoutFlag } from "../../builders/builders.ts";
import { pruneConditions } from "../../builders/cache-age.ts";
import type { CacheRecord } from "../../builders/cache-record.ts";
import { prunedTable, prunedText } from "../../builders/prune-listing.ts";
import { type Command, runs } from "../../command.ts";
import { buildPruneAct, dryRunFlag, rehearsePrunes } from "../../dry-run/dry-run.ts";
import { bytes } from "../../flags/bytes.ts";
import { type FilterValues, filter } from "../../flags/filter.ts";
import { bool } from "../../flags/scalars.ts";
import { humanSize } from "../../format/human-size.ts";
import { ask } from "../../io/confirm.ts";

export const command = {
  usage: "",
  arguments: noArguments,
  flags: {
    all: bool({ short: "a", usage: "Include what is part of images, and what only the builder needs" }),
    builder: builderFlag,
    "dry-run": dryRunFlag,
    filter: filter({ usage: 'Remove only what meets the conditions (such as "until=24h")' }),
    force: bool({ short: "f", usage: "Do not ask first" }),
    "keep-storage": bytes({
      usage: "Space to keep for the cache",
      deprecated: "keep-storage flag has been changed to reserved-space",
    }),
    "max-used-space": bytes({ usage: "Most space that the cache may take" }),
    "min-free-space": bytes({ usage: "Space that is to be free afterwards" }),
    "reserved-space": bytes({ usage: "Space that the cache may always take" }),
    timeout: timeoutFlag,
    verbose: bool({ usage: "Provide more about each record" }),
  },
  errorPrefix: "ERROR: ",
} satisfies Command;

const normal = "WARNING! This will remove all dangling build cache. Are you sure you want to continue?";
const all = "WARNING! This will remove all build cache. Are you sure you want to continue?";

export const run = runs(command, async (op, io, client, { flags }) => {
  const dryRun = flags["dry-run"];
  if (!dryRun && !flags.force && !(await ask(op, io, flags.all ? all : normal))) return;
  new Builders(io).checkUsable(flags.builder);
  await reach(op, client, flags.timeout / 1e6);
  const limits = {
    reservedSpace: flags["reserved-space"] || flags["keep-storage"] || undefined,
    maxUsedSpace: flags["max-used-space"] || undefined,
    minFreeSpace: flags["min-free-space"] || undefined,
  };
  if (dryRun) return await rehearsePrunes(op, io, client, [buildPruneAct(flags, limits)]);
  const asked = { all: flags.all, filters: flags.filter, ...limits };
  const records = await prunedRecords(op, client, asked);
  if (records === undefined) io.stdout.write(await prunedElsewhere(op, client, asked));
  else io.stdout.write((flags.verbose ? prunedText : prunedTable)(records, io.now()));
});

interface Asked {
  readonly all: boolean;
  readonly filters: FilterValues;
  readonly reservedSpace: number | undefined;
  readonly maxUsedSpace: number | undefined;
  readonly minFreeSpace: number | undefined;
}

/** Undefined for an engine that is not Gantry's: nothing was removed then. */
async function prunedRecords(op: Op, client: Client, asked: Asked): Promise<readonly CacheRecord[] | undefined> {
  const { ageMs, others } = pruneConditions(asked.filters);
  try {
    const { records } = await askBuilder<{ readonly records: readonly CacheRecord[] }>(op, client, {
      name: "prune",
      all: asked.all,
      filters: others,
      keepDurationMs: ageMs,
      reservedSpaceBytes: asked.reservedSpace,
      maxUsedSpaceBytes: asked.maxUsedSpace,
      minFreeSpaceBytes: asked.minFreeSpace,
    });
    return records;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** By Docker's API, which tells names and the sum. */
async function prunedElsewhere(op: Op, client: Client, asked: Asked): Promise<string> {
  const { CachesDeleted, SpaceReclaimed } = await buildPrune(op, client, asked);
  const ids = CachesDeleted ?? [];
  const list = ids.length === 0 ? "" : `Deleted build cache objects:\n${ids.map((id) => `${id}\n`).join("")}\n`;
  return `${list}Total reclaimed space: ${humanSize(SpaceReclaimed, 4)}\n`;
}

/** What takes long is that the builder does not answer, never the removal. */
async function reach(op: Op, client: Client, waitMs: number): Promise<void> {
  using waiting = withDeadline(op, waitMs, "asking the builder");
  await client.negotiate(waiting);
}
