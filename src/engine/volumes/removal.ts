import { commitPoint } from "#base/commit-points.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import type { RecordChange } from "#core/store/contract.ts";
import type { VolumeRemoval } from "#core/volume/contract.ts";
import { noSuchVolume, volumeInUse } from "#core/volume/errors.ts";
import { volumeEvent } from "./acquire.ts";
import type { VolumeContext } from "./context.ts";
import type { HeldVolume } from "./volume-table.ts";

/** `DELETE /volumes/{name}`. @throws not-found · conflict when a container has it */
export async function removeVolume(
  op: Op,
  context: VolumeContext,
  name: string,
  options: { readonly force: boolean },
): Promise<void> {
  const found = await context.table.settled(op, name);
  const volume = removable(found, { name, users: context.users(name), ...options });
  if (volume !== undefined) await take(op, context, volume);
}

/** The volume that a removal takes; undefined: none. @throws not-found · conflict when a container has it */
export function removable(
  volume: HeldVolume | undefined,
  { name, users, force }: { readonly name: string; readonly users: readonly string[]; readonly force: boolean },
): HeldVolume | undefined {
  if (volume === undefined && !force) throw noSuchVolume(name);
  if (volume !== undefined && users.length > 0) throw volumeInUse(name, users);
  return volume;
}

/** Removes a volume that nobody uses; between the check of that and this call nothing may wait. */
export async function take(op: Op, context: VolumeContext, volume: HeldVolume): Promise<void> {
  const done = leave(volume);
  try {
    await volume.driver.remove(op, volume.record);
    commitPoint("volume.remove.marked");
    await context.store.commit(op, [deletionOf(volume)], "full");
    commitPoint("volume.remove.committed");
  } catch (error) {
    stay(volume, done);
    throw error;
  }
  await finish(op, context, { volume, done });
}

/** @see ContainerVolumes.removal */
export function removal(context: VolumeContext, names: readonly string[], container: string): VolumeRemoval {
  const leaving = goingAlong(context, names, new Set([container])).map((volume) => ({ volume, done: leave(volume) }));
  return {
    records: leaving.map(({ volume }) => deletionOf(volume)),
    async finish(op) {
      for (const one of leaving) await finish(op, context, one);
    },
    cancel() {
      for (const { volume, done } of leaving) stay(volume, done);
    },
  };
}

/** Those of the volumes that nobody uses but the containers that are gone, or about to be. */
export function goingAlong(
  context: VolumeContext,
  names: readonly string[],
  containers: ReadonlySet<string>,
): HeldVolume[] {
  const volumes = names.flatMap((name) => {
    const volume = context.table.find(name);
    const others = context.users(name).filter((id) => !containers.has(id));
    return volume === undefined || others.length > 0 ? [] : [volume];
  });
  return [...new Set(volumes)];
}

function deletionOf({ record }: HeldVolume): RecordChange {
  return { delete: "volume", key: record.name };
}

function leave(volume: HeldVolume): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  volume.state = "going";
  volume.settled = promise;
  return resolve;
}

function stay(volume: HeldVolume, done: () => void): void {
  volume.state = "there";
  done();
}

interface Leaving {
  readonly volume: HeldVolume;
  readonly done: () => void;
}

/** The record is gone: so are the files, or else the next start removes them. */
async function finish(op: Op, context: VolumeContext, { volume, done }: Leaving): Promise<void> {
  try {
    await volume.driver.removed(backgroundOp(op.log), volume.record);
  } catch (error) {
    context.log.warn("files of a removed volume stay until the next start", { volume: volume.record.name, error });
  }
  context.table.remove(volume);
  done();
  context.events.emit(volumeEvent(volume, "destroy"));
}
