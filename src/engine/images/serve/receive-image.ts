import { allOrNone } from "#base/all-or-none.ts";
import { commitPoint } from "#base/commit-points.ts";
import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { LayerBatch } from "#core/snapshot/contract.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { familiarRepository, familiarText, parseReference } from "#formats/reference/reference.ts";
import { admitImage } from "../admit.ts";
import { bestManifest } from "../best-manifest.ts";
import type { ImageContext } from "../dependencies.ts";
import { describeImage } from "../describe.ts";
import { emitImageEvent } from "../image-events.ts";
import { layerSources } from "../layer-sources.ts";
import type { ImageRecord } from "../records.ts";
import { makeKnown } from "../store-image.ts";

/** What was pushed to this engine's registry. */
export interface ReceivedImage {
  readonly target: Descriptor;
  /** Normalised, with a tag. */
  readonly name: string;
  /** Files whose digests were checked; of blobs that are here already none is needed. */
  readonly files: ReadonlyArray<{ readonly digest: Digest; readonly sizeBytes: number; readonly path: string }>;
}

/**
 * Makes an image of what was pushed: its blobs are linked into the content store, what this machine can run is unpacked. All of it is
 * durable when it resolves; the files stay with who gave them.
 * @throws not-found for content that is missing · invalid-argument · forbidden
 */
export async function receiveImage(op: Op, context: ImageContext, received: ReceivedImage): Promise<void> {
  await context.holding(op, async () => {
    for (const { path, digest, sizeBytes } of received.files)
      await context.content.adoptFile(op, path, { digest, sizeBytes });
    const record = await describeImage(op, context.content, received.target);
    await admitImage(op, context.events, { by: "receive", target: record.target, names: [received.name] });
    await using batch = context.snapshots.begin();
    await unpack(op, context, { batch, record });
    commitPoint("image.receive.unpacked");
    await Promise.all([context.snapshots.sync(op), context.content.sync(op)]);
    commitPoint("image.receive.synced");
    const names = [[received.name, record.target]] as const;
    const committed = (): void => commitPoint("image.receive.committed");
    await makeKnown(op, context, { batch, record, names, by: "receive", committed });
    const reference = parseReference(received.name);
    emitImageEvent(context, "pull", {
      record,
      actorId: familiarText(reference),
      name: familiarRepository(reference),
    });
  });
}

interface Received {
  readonly batch: LayerBatch;
  readonly record: ImageRecord;
}

async function unpack(op: Op, context: ImageContext, { batch, record }: Received): Promise<void> {
  const best = bestManifest(record, context.platform);
  const sources = best === undefined ? [] : await layerSources(context, best.image);
  await allOrNone(op, sources, (shared, source) => batch.unpack(shared, source));
}
