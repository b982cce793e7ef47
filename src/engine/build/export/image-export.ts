import type { Op } from "#base/op.ts";
import { type ImageAttributes, imageAttributes } from "#core/build/image/attributes.ts";
import type { AdoptedLayer } from "#core/snapshot/steps.ts";
import { chainIds } from "#formats/oci/chain-id.ts";
import { parseReference } from "#formats/reference/reference.ts";
import { clientCredential } from "../client-credential.ts";
import type { ExportAnswer, ExportRoom } from "./room.ts";
import { latestTime, type WrittenImage, type WrittenPlatform, writeImage } from "./write-image.ts";

/** `type=image`, `registry`, and Docker's `moby`: an image among those of this engine, and in its registry where it is asked for. */
export async function exportImage(op: Op, room: ExportRoom): Promise<ExportAnswer> {
  const attributes = imageAttributes(room.spec);
  const written = await room.images.holding(op, async () => {
    const image = await writeImage(op, room, attributes);
    await keepImage(op, room, { image, attributes });
    return image;
  });
  if (attributes.push) await pushNames(op, room, attributes);
  const { target } = written;
  return {
    "containerimage.digest": target.digest,
    "containerimage.config.digest": target.digest,
    "containerimage.descriptor": Buffer.from(JSON.stringify(target)).toString("base64"),
    ...(attributes.names.length === 0 ? {} : { "image.name": attributes.givenNames.join(",") }),
  };
}

interface Keeping {
  readonly image: WrittenImage;
  readonly attributes: ImageAttributes;
}

async function keepImage(op: Op, room: ExportRoom, { image, attributes }: Keeping): Promise<void> {
  if (!attributes.store) return;
  const { target } = image;
  await room.steps.part(`writing image ${target.digest}`, async () => {
    const layers = image.platforms.flatMap(adoptable);
    await room.context.trees.sync(op);
    // Trees of steps have other times than layers whose times were changed, and are others than what they were squashed to.
    const isPackedAnew = room.request.squash !== undefined || attributes.compression === "estargz";
    const isAsBuilt = latestTime(room, attributes) === undefined && !isPackedAnew;
    const adopt = isAsBuilt ? () => room.context.trees.adopt(layers) : undefined;
    await room.images.store(op, { target, names: namesOf(attributes, target.digest), adopt });
  });
  for (const name of attributes.givenNames) room.steps.say(`naming to ${name}`);
}

function namesOf({ names, danglingPrefix }: ImageAttributes, digest: string): readonly string[] {
  if (names.length > 0 || danglingPrefix === undefined) return names;
  return [`${danglingPrefix}@${digest}`];
}

/** What of an image's layers are steps still, or lie on others in it than they came with, with the places that they get. */
function adoptable({ image, layers }: WrittenPlatform): AdoptedLayer[] {
  const chain = chainIds(layers.map(({ diffId }) => diffId));
  return image.tree.layers.flatMap((layer, index): AdoptedLayer[] => {
    const [chainId, diffId] = [chain[index], layers[index]?.diffId];
    if (chainId === undefined || diffId === undefined) return [];
    if (layer.of === "image" && layer.chainId === chainId) return [];
    return [{ layer, chainId, parent: chain[index - 1], diffId }];
  });
}

async function pushNames(op: Op, room: ExportRoom, { names }: ImageAttributes): Promise<void> {
  for (const name of names) {
    const { domain } = parseReference(name);
    const credentials = await room.context.session.registryCredentials(op, domain);
    const access = credentials === undefined ? {} : { credential: clientCredential(credentials) };
    await room.steps.part(`pushing ${name}`, () => room.push(op, name, access));
  }
}
