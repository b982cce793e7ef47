import type { ImageDeleteResponseItem } from "#api/types.gen.ts";
import { commitPoint } from "#base/commit-points.ts";
import type { Op } from "#base/op.ts";
import { nameInUse, severalNames, usedByRunning, usedByStopped } from "#core/image/errors.ts";
import type { RecordChange } from "#core/store/contract.ts";
import type { Platform } from "#formats/oci/image.ts";
import { familiarText, parseReference, repositoryOf } from "#formats/reference/reference.ts";
import type { ImageContext } from "./dependencies.ts";
import { emitImageEvent } from "./image-events.ts";
import type { FoundImage } from "./image-table.ts";
import type { ImageRecord } from "./records.ts";
import { removePlatforms } from "./remove-platforms.ts";

export interface RemoveOptions {
  readonly force: boolean;
  /** Images here have no parents of their own, so there is nothing to spare. */
  readonly noPrune: boolean;
  /** Take the content of these away, and leave the image; none: remove the image. */
  readonly platforms?: readonly Platform[];
}

/** What a removal does: which names go, and whether the image does. */
export interface RemovalPlan {
  readonly record: ImageRecord;
  /** Normalised. */
  readonly untag: readonly string[];
  readonly deleteImage: boolean;
}

/** Removes a name, and with its last name the image. @throws not-found · conflict */
export async function removeImage(
  op: Op,
  context: ImageContext,
  request: { readonly ref: string; readonly options: RemoveOptions },
): Promise<ImageDeleteResponseItem[]> {
  if ((request.options.platforms ?? []).length > 0) return await removePlatforms(op, context, request);
  return await context.changing(op, async () => {
    const plan = planRemoval(context, context.table.find(request.ref), request.options);
    return await perform(op, context, plan);
  });
}

/** Decides as Docker does (moby daemon/containerd/image_delete.go). @throws conflict */
export function planRemoval(context: ImageContext, found: FoundImage, options: RemoveOptions): RemovalPlan {
  const { record } = found;
  const id = record.target.digest;
  const names = context.table.namesOf(id);
  const asked = askedNames(found, names);
  if (asked.length > 0 && asked.length < names.length) return { record, untag: asked, deleteImage: false };
  const [user] = context.users.usersOf(id);
  const [first] = asked;
  if (first !== undefined && user !== undefined) {
    if (!options.force) throw nameInUse(familiarText(parseReference(first)), id, user.containerId);
    return { record, untag: asked, deleteImage: false };
  }
  refuseConflicts(context, record, { names: asked.length > 0 ? 1 : names.length, force: options.force });
  return { record, untag: names, deleteImage: true };
}

/** The names that the reference stands for; none when it is an id. */
function askedNames(found: FoundImage, names: readonly string[]): string[] {
  if (found.name !== undefined) return [found.name];
  if (found.repository === undefined) return [];
  return names.filter((name) => repositoryOf(parseReference(name)) === found.repository);
}

function refuseConflicts(
  context: ImageContext,
  record: ImageRecord,
  facts: { readonly names: number; readonly force: boolean },
): void {
  const id = record.target.digest;
  const users = context.users.usersOf(id);
  const running = users.find((user) => user.running);
  if (running !== undefined) throw usedByRunning(id, running.containerId);
  if (facts.force) return;
  const [stopped] = users;
  if (stopped !== undefined) throw usedByStopped(id, stopped.containerId);
  if (facts.names > 1) throw severalNames(id);
}

async function perform(op: Op, context: ImageContext, plan: RemovalPlan): Promise<ImageDeleteResponseItem[]> {
  const { record, untag, deleteImage } = plan;
  const id = record.target.digest;
  const changes: RecordChange[] = untag.map((key) => ({ delete: "image-name", key }));
  if (deleteImage) changes.push({ delete: "image", key: id });
  await context.store.commit(op, changes, "full");
  commitPoint("image.remove.committed");
  const items: ImageDeleteResponseItem[] = [];
  for (const name of untag) {
    context.table.deleteName(name);
    const familiar = familiarText(parseReference(name));
    items.push({ Untagged: familiar });
    emitImageEvent(context, "untag", { record, name: familiar });
  }
  if (deleteImage) {
    context.table.deleteImage(id);
    items.push({ Deleted: id });
    emitImageEvent(context, "delete", { record, name: id });
  }
  return items;
}
