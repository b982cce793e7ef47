import { isDeepStrictEqual } from "node:util";
import { commitPoint } from "#base/commit-points.ts";
import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { LayerBatch } from "#core/snapshot/contract.ts";
import type { RecordChange } from "#core/store/contract.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { parseReference, repositoryOf } from "#formats/reference/reference.ts";
import type { ImageContext } from "../dependencies.ts";
import { describeImage } from "../describe.ts";
import { moveNames } from "../name-moves.ts";
import type { ImageRecord } from "../records.ts";
import type { JoinedDownload } from "./downloads.ts";

/** What a pull brought, all of it in content store and snapshotter by now. */
export interface PulledImage {
  readonly target: Descriptor;
  /** Normalised; with a digest where it was pulled by one. */
  readonly name: string;
  /** `domain/path`. */
  readonly repository: string;
  /** That the repository has. */
  readonly blobs: readonly Digest[];
}

/** Makes a pulled image durable and known, and gives it its name. @returns the record, and whether it is new under that name */
export async function storePulled(
  op: Op,
  context: ImageContext,
  pulled: PulledImage & { readonly batch: LayerBatch; readonly joined: Iterable<JoinedDownload> },
): Promise<{ readonly record: ImageRecord; readonly isNew: boolean }> {
  commitPoint("image.pull.unpacked");
  for (const one of pulled.joined) await one.adopt(op);
  commitPoint("image.pull.adopted");
  await Promise.all([context.snapshots.sync(op), context.content.sync(op)]);
  commitPoint("image.pull.synced");
  return await context.changing(op, () => commitPulled(op, context, pulled));
}

async function commitPulled(
  op: Op,
  context: ImageContext,
  pulled: PulledImage & { readonly batch: LayerBatch },
): Promise<{ readonly record: ImageRecord; readonly isNew: boolean }> {
  const { batch, name, repository, blobs } = pulled;
  const record = context.table.withKnown(await describeImage(op, context.content, pulled.target));
  const { digest } = record.target;
  const moved = context.table.name(name)?.target.digest !== digest;
  const isNew = moved && !(parseReference(name).digest !== undefined && isKnownThere(context, repository, digest));
  const moves = moveNames(context, moved ? [[name, record.target]] : [], "pull");
  const changes: RecordChange[] = [...batch.records(), ...context.sources.changes(blobs, repository)];
  if (!isDeepStrictEqual(context.table.image(digest), record))
    changes.push({ put: "image", key: digest, value: record });
  changes.push(...moves.records);
  if (changes.length > 0) await context.store.commit(op, changes, "full");
  commitPoint("image.pull.committed");
  batch.publish();
  context.sources.add(blobs, repository);
  context.table.setImage(record);
  moves.publish();
  return { record, isNew };
}

/** Whether some name of the repository stands for the image. */
function isKnownThere(context: ImageContext, repository: string, digest: Digest): boolean {
  return context.table.namesOf(digest).some((name) => repositoryOf(parseReference(name)) === repository);
}
