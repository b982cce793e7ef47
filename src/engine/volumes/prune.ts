import type { VolumePruneReport } from "#api/types.gen.ts";
import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { Filters } from "#formats/filters.ts";
import type { VolumeContext } from "./context.ts";
import { take } from "./removal.ts";
import { pruneFilter } from "./volume-filter.ts";

/** `POST /volumes/prune`. @throws invalid-argument for filters */
export async function prune(op: Op, context: VolumeContext, filters: Filters): Promise<VolumePruneReport> {
  const isUsed = (name: string): boolean => context.users(name).length > 0;
  const passes = pruneFilter(filters, isUsed);
  const deleted: string[] = [];
  let reclaimed = 0;
  for (const volume of context.table.all().filter(passes)) {
    const { name } = volume.record;
    const size = (await volume.driver.usage(op, volume.record).catch(unlessEnded)) ?? 0;
    if (volume.state !== "there" || isUsed(name)) continue;
    await take(op, context, volume);
    deleted.push(name);
    reclaimed += size;
  }
  const attributes = { reclaimed: String(reclaimed) };
  context.events.emit({ type: "volume", action: "prune", actorId: "", attributes });
  return { VolumesDeleted: deleted, SpaceReclaimed: reclaimed };
}

/** What cannot be measured is removed all the same. */
function unlessEnded(error: unknown): undefined {
  if (isEngineError(error, "canceled", "deadline-exceeded")) throw error;
}
