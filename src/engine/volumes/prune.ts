import type { VolumePruneReport } from "#api/types.gen.ts";
import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { Filters } from "#formats/filters.ts";
import type { VolumeContext } from "./context.ts";
import { take } from "./removal.ts";
import { pruneFilter } from "./volume-filter.ts";
import type { HeldVolume } from "./volume-table.ts";

/** `POST /volumes/prune`. @throws invalid-argument for filters */
export async function prune(op: Op, context: VolumeContext, filters: Filters): Promise<VolumePruneReport> {
  const isUsed = (name: string): boolean => context.users(name).length > 0;
  const deleted: string[] = [];
  let reclaimed = 0;
  for (const volume of prunable(context, filters)) {
    const { name } = volume.record;
    const size = await sizeOf(op, volume);
    if (volume.state !== "there" || isUsed(name)) continue;
    await take(op, context, volume);
    deleted.push(name);
    reclaimed += size;
  }
  const attributes = { reclaimed: String(reclaimed) };
  context.events.emit({ type: "volume", action: "prune", actorId: "", attributes });
  return { VolumesDeleted: deleted, SpaceReclaimed: reclaimed };
}

/** What a prune takes. @throws invalid-argument for filters */
export function prunable({ table, users }: Pick<VolumeContext, "table" | "users">, filters: Filters): HeldVolume[] {
  return table.all().filter(pruneFilter(filters, (name) => users(name).length > 0));
}

/** Bytes of its files; 0 where nobody can tell. */
export async function sizeOf(op: Op, { driver, record }: HeldVolume): Promise<number> {
  return (await driver.usage(op, record).catch(unlessEnded)) ?? 0;
}

/** What cannot be measured is removed all the same. */
function unlessEnded(error: unknown): undefined {
  if (isEngineError(error, "canceled", "deadline-exceeded")) throw error;
}
