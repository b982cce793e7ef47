import type { ImageDeleteResponseItem } from "#api/types.gen.ts";
import { commitPoint } from "#base/commit-points.ts";
import type { Op } from "#base/op.ts";
import { hasChildren, nameInUse, severalNames, usedByRunning, usedByStopped } from "#core/image/errors.ts";
import type { RecordChange } from "#core/store/contract.ts";
import type { Platform } from "#formats/oci/image.ts";
import { familiarText, parseReference, repositoryOf } from "#formats/reference/reference.ts";
import type { ImageContext } from "./dependencies.ts";
import { emitImageEvent } from "./image-events.ts";
import type { FoundImage, ImageTable } from "./image-table.ts";
import type { ImageRecord } from "./records.ts";
import { removePlatforms } from "./remove-platforms.ts";

export interface RemoveOptions {
  readonly force: boolean;
  /** Leave the images that it was committed from, also where they have no name and nothing else needs them. */
  readonly noPrune: boolean;
  /** Take the content of these away, and leave the image; none: remove the image. */
  readonly platforms?: readonly Platform[];
}

/** What a removal does: which names go, and whether the image does. */
export interface RemovalPlan {
  readonly record: ImageRecord;
  /** Normalised. */
  readonly untag: readonly string[];
  /** The image, and parents of it that go along; empty: it stays. */
  readonly remove: readonly ImageRecord[];
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
  if (asked.length > 0 && asked.length < names.length) return { record, untag: asked, remove: [] };
  const [user] = context.users.usersOf(id);
  const [first] = asked;
  if (first !== undefined && user !== undefined) {
    if (!options.force) throw nameInUse(familiarText(parseReference(first)), id, user.containerId);
    return { record, untag: asked, remove: [] };
  }
  if (context.table.childrenOf(id).length > 0) {
    if (first === undefined) throw hasChildren(id);
    return { record, untag: asked, remove: [] };
  }
  refuseConflicts(context, record, { names: asked.length > 0 ? 1 : names.length, force: options.force });
  return { record, untag: names, remove: [record, ...(options.noPrune ? [] : idleParents(context, record))] };
}

/** Those above an image that have no name, and that nothing needs once it has gone. */
function idleParents({ table, users }: ImageContext, record: ImageRecord): ImageRecord[] {
  const idle: ImageRecord[] = [];
  for (let child = record; child.parent !== undefined; ) {
    const parent = table.image(child.parent);
    if (parent === undefined || idle.includes(parent)) break;
    const { digest } = parent.target;
    const isOnly = table.childrenOf(digest).every(({ target }) => target.digest === child.target.digest);
    if (!isOnly || table.namesOf(digest).length > 0 || users.usersOf(digest).length > 0) break;
    idle.push(parent);
    child = parent;
  }
  return idle;
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
  const { record, untag, remove } = plan;
  const changes: RecordChange[] = untag.map((key) => ({ delete: "image-name", key }));
  for (const { target } of remove) changes.push({ delete: "image", key: target.digest });
  await context.store.commit(op, changes, "full");
  commitPoint("image.remove.committed");
  const items = applyRemoval(context.table, plan);
  for (const { Untagged: name } of items) if (name !== undefined) emitImageEvent(context, "untag", { record, name });
  for (const gone of remove) emitImageEvent(context, "delete", { record: gone, name: gone.target.digest });
  return items;
}

/** Takes out of the table what goes, and says it in Docker's words. */
export function applyRemoval(table: ImageTable, { untag, remove }: RemovalPlan): ImageDeleteResponseItem[] {
  for (const name of untag) table.deleteName(name);
  for (const { target } of remove) table.deleteImage(target.digest);
  return [
    ...untag.map((name) => ({ Untagged: familiarText(parseReference(name)) })),
    ...remove.map(({ target }) => ({ Deleted: target.digest })),
  ];
}
