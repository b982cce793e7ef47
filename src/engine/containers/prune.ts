import type { ContainerPruneReport } from "#api/types.gen.ts";
import { isEngineError, messageOf } from "#base/errors.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import { pruneFilter } from "#core/prune/filters.ts";
import type { Filters } from "#formats/filters.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { remove } from "./remove.ts";

const accepted = ["label", "label!", "until"];

/** `POST /containers/prune`: removes the containers that do not run. @throws invalid-argument for filters */
export async function prune(op: Op, context: ContainerContext, filters: Filters): Promise<ContainerPruneReport> {
  const chosen = prunable(context, filters);
  const deleted: string[] = [];
  let reclaimed = 0;
  for (const entry of chosen) {
    throwIfEnded(op);
    const size = await removed(op, context, entry);
    if (size === undefined) continue;
    deleted.push(entry.id);
    reclaimed += size;
  }
  const attributes = { reclaimed: String(reclaimed) };
  context.events.emit({ type: "container", action: "prune", actorId: "", attributes });
  return { ContainersDeleted: deleted.length === 0 ? null : deleted, SpaceReclaimed: reclaimed };
}

/** What a prune takes. @throws invalid-argument for filters */
export function prunable({ table }: Pick<ContainerContext, "table">, filters: Filters): ContainerEntry[] {
  const passes = pruneFilter(filters, { accepted, nowMs: Date.now() });
  return table.all().filter((entry) => {
    const { created, config } = entry.record;
    return isIdle(entry) && passes({ createdMs: Date.parse(created), labels: config.Labels });
  });
}

function isIdle(entry: ContainerEntry): boolean {
  const { status } = entry.record.state;
  return (
    !entry.running && !entry.awaitsRestart && !entry.removing && status !== "starting" && status !== "starting-again"
  );
}

/** The bytes that its files took; undefined where it stays: somebody has started or removed it meanwhile. */
async function removed(op: Op, context: ContainerContext, entry: ContainerEntry): Promise<number | undefined> {
  try {
    const { sizeBytes } = await context.snapshots.usageOfWritable(op, entry.id);
    await remove(op, context, entry, { ref: entry.id, options: { force: false, volumes: false, link: false } });
    return sizeBytes;
  } catch (error) {
    if (isEngineError(error, "canceled")) throw error;
    op.log.warn(`failed to prune container ${entry.id}`, { error: messageOf(error) });
    return undefined;
  }
}
