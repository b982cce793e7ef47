import { allOrNone } from "#base/all-or-none.ts";
import { commitPoint } from "#base/commit-points.ts";
import { shortId } from "#base/ids.ts";
import type { Op } from "#base/op.ts";
import type { ContentStore } from "#core/content/contract.ts";
import { invalidArchive, layerNotExtracted, loadedWithoutPlatform } from "#core/image/errors.ts";
import type { LayerBatch, LayerSource } from "#core/snapshot/contract.ts";
import type { RecordChange } from "#core/store/contract.ts";
import type { Descriptor, Platform } from "#formats/oci/image.ts";
import { platformMatches } from "#formats/oci/platform.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import { familiarText, parseReference } from "#formats/reference/reference.ts";
import { withPlainBytes } from "#sys/plain-bytes.ts";
import { admitImage } from "./admit.ts";
import { type DescribedImage, describeArchive } from "./archive-images.ts";
import { bestManifest } from "./best-manifest.ts";
import type { ImageContext } from "./dependencies.ts";
import { type IncomingImage, readDockerArchive } from "./docker-archive.ts";
import { HeldContent } from "./held-content.ts";
import { emitImageEvent } from "./image-events.ts";
import { layerSources } from "./layer-sources.ts";
import { moveNames } from "./name-moves.ts";
import { isOciArchive, readOciArchive } from "./oci-archive.ts";
import { amountLine, type TellProgress } from "./pull/pull-progress.ts";
import { type SpooledArchive, spoolArchive } from "./spool.ts";

export interface LoadImageOptions {
  /** What the images have to have, and what is unpacked of them besides this machine's. */
  readonly platform?: Platform | undefined;
  /** Nothing is told of layers. */
  readonly quiet?: boolean;
  readonly progress: (message: ProgressMessage) => void;
}

/**
 * Loads all images of an archive, or none. Blobs, trees and records are durable when it resolves: one sync of the file
 * system, then one transaction.
 */
export async function loadImages(
  op: Op,
  context: ImageContext,
  input: { readonly archive: AsyncIterable<Uint8Array>; readonly options: LoadImageOptions },
): Promise<void> {
  await using held = new HeldContent(op, context);
  const spooled = await spool(op, { content: context.content, held }, input.archive);
  await context.holding(op, async () => {
    const loaded = await describeArchive(op, context.content, await readArchive(op, context, spooled));
    for (const { incoming } of loaded) {
      const names = incoming.name === undefined ? [] : [incoming.name];
      await admitImage(op, context.events, { by: "load", target: incoming.target, names });
    }
    const { platform, progress, quiet = false } = input.options;
    const moved = await store(op, context, loaded, { platform, tell: quiet ? () => {} : progress });
    for (const text of moved) progress({ stream: text });
    if (platform !== undefined) checkPlatform(loaded, platform);
    for (const one of loaded) tell(context, one, progress);
  });
}

/** Takes as long as the client likes; what has come is held. */
async function spool(
  op: Op,
  into: { readonly content: ContentStore; readonly held: HeldContent },
  archive: AsyncIterable<Uint8Array>,
): Promise<SpooledArchive> {
  let spooled: SpooledArchive | undefined;
  await withPlainBytes(op, archive, async (plain) => {
    spooled = await spoolArchive(op, plain, into);
  });
  if (spooled === undefined) throw invalidArchive("unrecognized image format");
  return spooled;
}

async function readArchive(op: Op, context: ImageContext, archive: SpooledArchive): Promise<IncomingImage[]> {
  if (isOciArchive(archive)) return readOciArchive(archive);
  return await readDockerArchive(op, context.content, archive);
}

/** Makes all durable and known; says which names moved. */
async function store(
  op: Op,
  context: ImageContext,
  loaded: readonly DescribedImage[],
  options: { readonly platform: Platform | undefined; readonly tell: TellProgress },
): Promise<string[]> {
  await using batch = context.snapshots.begin();
  for (const { record } of loaded) await unpackImage(op, context, { batch, record, ...options });
  commitPoint("image.load.unpacked");
  await Promise.all([context.snapshots.sync(op), context.content.sync(op)]);
  commitPoint("image.load.synced");
  return await context.changing(op, async () => {
    const names = newNames(loaded);
    const moved = movedNames(context, names);
    const moves = moveNames(context, names, "load");
    await context.store.commit(op, [...batch.records(), ...imageChanges(context, loaded), ...moves.records], "full");
    commitPoint("image.load.committed");
    batch.publish();
    for (const { record } of loaded) context.table.setImage(context.table.withKnown(record));
    moves.publish();
    return moved;
  });
}

function newNames(loaded: readonly DescribedImage[]): Map<string, Descriptor> {
  const names = new Map<string, Descriptor>();
  for (const { incoming } of loaded) if (incoming.name !== undefined) names.set(incoming.name, incoming.target);
  return names;
}

/** Unpacks what containers of this machine use, and what was asked for; other platforms stay packed until somebody runs them. */
async function unpackImage(
  op: Op,
  context: ImageContext,
  what: {
    readonly batch: LayerBatch;
    readonly record: DescribedImage["record"];
    readonly platform: Platform | undefined;
    readonly tell: TellProgress;
  },
): Promise<void> {
  const own = bestManifest(what.record, context.platform);
  const asked = what.platform === undefined ? undefined : bestManifest(what.record, what.platform);
  for (const manifest of new Set([own, asked])) {
    const sources = manifest === undefined ? [] : await layerSources(context, manifest.image);
    await allOrNone(op, sources, async (shared, source) => {
      const line = context.snapshots.hasLayer(source.chainId) ? undefined : loadingLine(context, source, what.tell);
      await what.batch
        .unpack(shared, { ...source, ...(line === undefined ? {} : { progress: line }) })
        .catch((error) => {
          throw layerNotExtracted(source.diffId, error);
        });
      line?.(context.content.sizeOf(source.blob) ?? 0);
    });
  }
}

/** Shows how much of a layer is unpacked, of the bytes that it is packed in. */
function loadingLine({ content }: ImageContext, { blob, diffId }: LayerSource, tell: TellProgress) {
  const total = content.sizeOf(blob) ?? 0;
  const show = (current: number): void => tell(amountLine("Loading layer", { current, total }, shortId(diffId)));
  show(0);
  return show;
}

/** As Docker: said when all is loaded. @throws not-found */
function checkPlatform(loaded: readonly DescribedImage[], platform: Platform): void {
  const without = loaded.filter(({ record }) => {
    const found = bestManifest(record, platform);
    return found === undefined || !platformMatches(found.image.platform, platform);
  });
  if (without.length === 0) return;
  const names = without.map(({ incoming: { name, target } }) =>
    name === undefined ? target.digest : familiarText(parseReference(name)),
  );
  throw loadedWithoutPlatform(names, platform);
}

function imageChanges(context: ImageContext, loaded: readonly DescribedImage[]): RecordChange[] {
  const records = new Map(loaded.map(({ record }) => [record.target.digest, context.table.withKnown(record)]));
  return [...records].map(([key, value]) => ({ put: "image", key, value }));
}

/** Names that go to another image: the old one keeps its content without them. */
function movedNames(context: ImageContext, names: ReadonlyMap<string, Descriptor>): string[] {
  const texts: string[] = [];
  for (const [name, target] of names) {
    const id = context.table.name(name)?.target.digest;
    if (id === undefined || id === target.digest) continue;
    const familiar = familiarText(parseReference(name));
    texts.push(`The image ${familiar} already exists, renaming the old one with ID ${id} to empty string\n`);
  }
  return texts;
}

function tell(context: ImageContext, loaded: DescribedImage, progress: LoadImageOptions["progress"]): void {
  const { name, target } = loaded.incoming;
  const text = name === undefined ? ` ID: ${target.digest}` : `: ${familiarText(parseReference(name))}`;
  progress({ stream: `Loaded image${text}\n` });
  emitImageEvent(context, "load", { record: loaded.record, name: target.digest });
}
