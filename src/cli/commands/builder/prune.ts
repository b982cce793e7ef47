import { type Op, withDeadline } from "#base/op.ts";
import { buildPrune } from "#client/build-prune.ts";
import type { Client } from "#client/client.ts";
import { noArguments } from "../../arguments.ts";
import { Builders, builderFlag, timeoutFlag } from "../../builders/builders.ts";
import { type Command, runs } from "../../command.ts";
import { buildPruneAct, dryRunFlag, rehearsePrunes } from "../../dry-run/dry-run.ts";
import { filter } from "../../flags/filter.ts";
import { bool, string } from "../../flags/scalars.ts";
import { humanSize } from "../../format/human-size.ts";
import { confirm } from "../../io/confirm.ts";
import { parseBytes } from "../../values/bytes.ts";

const space = { type: "bytes" } as const;

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: {
    all: bool({ short: "a", usage: "Include what is part of images, and what only the builder needs" }),
    builder: builderFlag,
    "dry-run": dryRunFlag,
    filter: filter({ usage: 'Remove only what meets the conditions (such as "until=24h")' }),
    force: bool({ short: "f", usage: "Do not ask first" }),
    "keep-storage": string({ ...space, usage: "Space to keep for the cache", hidden: true }),
    "max-used-space": string({ ...space, usage: "Most space that the cache may take" }),
    "min-free-space": string({ ...space, usage: "Space that is to be free afterwards" }),
    "reserved-space": string({ ...space, usage: "Space that the cache may always take" }),
    timeout: timeoutFlag,
    verbose: bool({ usage: "Show more", hidden: true }),
  },
  errorPrefix: "ERROR: ",
} satisfies Command;

const normal = "WARNING! This will remove all dangling build cache. Are you sure you want to continue?";
const all = "WARNING! This will remove all build cache. Are you sure you want to continue?";

export const run = runs(command, async (op, io, client, { flags }) => {
  const dryRun = flags["dry-run"];
  if (!dryRun && !flags.force && !(await confirm(op, io, flags.all ? all : normal))) return;
  new Builders(io).checkUsable(flags.builder);
  await reach(op, client, flags.timeout / 1e6);
  const bytes = (text: string): number | undefined => (text === "" ? undefined : parseBytes(text));
  const limits = {
    reservedSpace: bytes(flags["reserved-space"] || flags["keep-storage"]),
    maxUsedSpace: bytes(flags["max-used-space"]),
    minFreeSpace: bytes(flags["min-free-space"]),
  };
  if (dryRun) return await rehearsePrunes(op, io, client, [buildPruneAct(flags, limits)]);
  const asked = { all: flags.all, filters: flags.filter, ...limits };
  const { CachesDeleted, SpaceReclaimed } = await buildPrune(op, client, asked);
  const ids = CachesDeleted ?? [];
  const list = ids.length === 0 ? "" : `Deleted build cache objects:\n${ids.map((id) => `${id}\n`).join("")}\n`;
  io.stdout.write(`${list}Total reclaimed space: ${humanSize(SpaceReclaimed, 4)}\n`);
});

/** What takes long is that the builder does not answer, never the removal. */
async function reach(op: Op, client: Client, waitMs: number): Promise<void> {
  using waiting = withDeadline(op, waitMs, "asking the builder");
  await client.negotiate(waiting);
}
