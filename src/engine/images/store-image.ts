import { commitPoint } from "#base/commit-points.ts";
import type { Op } from "#base/op.ts";
import type { NameSource } from "#core/image/name-log.ts";
import type { LayerBatch } from "#core/snapshot/contract.ts";
import type { StepChange } from "#core/snapshot/steps.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import type { ImageContext } from "./dependencies.ts";
import { layerSources } from "./layer-sources.ts";
import { moveNames } from "./name-moves.ts";
import type { ImageRecord } from "./records.ts";

/** An image whose blobs are in the store, and that nobody knows yet. */
export interface NewImage {
  readonly record: ImageRecord;
  readonly target: Descriptor;
  /** Normalised. */
  readonly name: string | undefined;
  readonly by: Extract<NameSource, "import" | "commit">;
}

/**
 * The order of a load: unpack, sync, then one transaction makes all of it known. Within `holding`.
 * @throws invalid-argument for a damaged layer
 */
export async function storeImage(op: Op, context: ImageContext, image: NewImage): Promise<void> {
  const { record, target, name, by } = image;
  await using batch = context.snapshots.begin();
  const platform = record.manifests[0]?.image;
  if (platform === undefined) throw new TypeError("an image without its config");
  for (const source of await layerSources(context, platform)) await batch.unpack(op, source);
  await Promise.all([context.snapshots.sync(op), context.content.sync(op)]);
  commitPoint("image.store.synced");
  const names: NewNames = name === undefined ? [] : [[name, target]];
  await makeKnown(op, context, { batch, record, names, by, committed: () => commitPoint("image.store.committed") });
}

type NewNames = ReadonlyArray<readonly [string, Descriptor]>;

export interface StoredImage {
  readonly batch: LayerBatch;
  readonly record: ImageRecord;
  readonly names: NewNames;
  readonly by: NameSource;
  /** Called once the transaction is durable. */
  readonly committed: () => void;
  /** Build steps that become layers of it. */
  readonly adopted?: StepChange;
}

/** One transaction makes an image, its layers and its names durable and known, once all of it is synced. */
export async function makeKnown(op: Op, context: ImageContext, image: StoredImage): Promise<void> {
  const { batch, record, names, by, committed, adopted } = image;
  await context.changing(op, async () => {
    const moves = moveNames(context, names, by);
    const put = { put: "image", key: record.target.digest, value: context.table.withKnown(record) } as const;
    await context.store.commit(op, [...batch.records(), ...(adopted?.records ?? []), put, ...moves.records], "full");
    committed();
    batch.publish();
    adopted?.publish();
    context.table.setImage(put.value);
    moves.publish();
  });
}
