import { commitPoint } from "#base/commit-points.ts";
import type { Op } from "#base/op.ts";
import type { StepChange } from "#core/snapshot/steps.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { familiarText, parseReference } from "#formats/reference/reference.ts";
import { admitImage } from "./admit.ts";
import { bestManifest } from "./best-manifest.ts";
import type { ImageContext } from "./dependencies.ts";
import { describeImage } from "./describe.ts";
import { emitImageEvent } from "./image-events.ts";
import { layerSources } from "./layer-sources.ts";
import { makeKnown } from "./store-image.ts";

/** An image that a build gave, whose blobs are in the store. */
export interface BuiltImage {
  readonly target: Descriptor;
  /** Normalised. */
  readonly names: readonly string[];
  /** Makes its steps layers, which are then not unpacked; undefined: all of it is unpacked. */
  readonly adopt: (() => StepChange) | undefined;
}

/** Makes a built image durable and known, with its names. Within `holding`. @throws forbidden · invalid-argument */
export async function storeBuilt(op: Op, context: ImageContext, built: BuiltImage): Promise<void> {
  const { target, names, adopt } = built;
  await admitImage(op, context.events, { by: "build", target, names });
  const record = await describeImage(op, context.content, target);
  await using batch = context.snapshots.begin();
  const own = bestManifest(record, context.platform);
  if (adopt === undefined && own !== undefined) {
    for (const source of await layerSources(context, own.image)) await batch.unpack(op, source);
  }
  await Promise.all([context.snapshots.sync(op), context.content.sync(op)]);
  commitPoint("image.build.synced");
  await makeKnown(op, context, {
    batch,
    record,
    names: names.map((name) => [name, target] as const),
    by: "build",
    committed: () => commitPoint("image.build.committed"),
    ...(adopt === undefined ? {} : { adopted: adopt() }),
  });
  for (const name of names) emitImageEvent(context, "tag", { record, name: familiarText(parseReference(name)) });
}
