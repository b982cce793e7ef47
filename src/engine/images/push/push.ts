import type { Op } from "#base/op.ts";
import { cannotPushDigest, noSuchTag, noTags, nothingToPush } from "#core/image/push-errors.ts";
import type { RegistryAccess, Repository } from "#core/registry/contract.ts";
import type { Platform } from "#formats/oci/image.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import {
  familiarRepository,
  familiarText,
  parseReference,
  type Reference,
  referenceText,
  repositoryOf,
} from "#formats/reference/reference.ts";
import { admitImage } from "../admit.ts";
import type { ImageContext } from "../dependencies.ts";
import { HeldContent } from "../held-content.ts";
import { emitImageEvent } from "../image-events.ts";
import { statusLine, type TellProgress } from "../pull/pull-progress.ts";
import type { ImageRecord } from "../records.ts";
import { chooseOutgoing, type Outgoing } from "./choose.ts";
import { outgoingParts } from "./outgoing-parts.ts";
import { sendBlobs } from "./send-layers.ts";

export interface PushRequest {
  /** Without a tag: all tags of the repository. */
  readonly reference: Reference;
  /** Of an image of several platforms only this. */
  readonly platform: Platform | undefined;
  readonly access: Omit<RegistryAccess, "actions">;
  /** Each message is one line of the answer. A failure before the first is no line of it. */
  readonly progress: TellProgress;
}

/** A tag on its way out. */
interface TaggedImage {
  readonly reference: Reference;
  readonly record: ImageRecord;
  readonly outgoing: Outgoing;
}

/** Pushes an image, or all tags of a repository. @throws not-found · unauthorized · unavailable · conflict */
export async function pushImages(op: Op, context: ImageContext, request: PushRequest): Promise<void> {
  const { reference, access, progress } = request;
  refuseOtherPlatform(context, request);
  progress(statusLine(`The push refers to repository [${repositoryOf(reference)}]`));
  const images = imagesToPush(context, request);
  const { domain, path } = reference;
  await using repository = context.registries.repository({ domain, path }, { ...access, actions: "pull,push" });
  for (const image of images) {
    await pushOne(op, context, { ...image, repository, progress });
  }
  const last = images.at(-1);
  if (last === undefined) return;
  const about = { actorId: familiarText(reference), name: familiarRepository(reference) };
  emitImageEvent(context, "push", { record: last.record, ...about });
}

/** A platform that a tag has not is refused before anything is said. */
function refuseOtherPlatform(context: ImageContext, { reference, platform }: PushRequest): void {
  const record = reference.tag === undefined ? undefined : recordOf(context, referenceText(reference));
  if (platform === undefined || record === undefined) return;
  chooseOutgoing(record, { reference, wanted: platform, host: context.platform });
}

function imagesToPush(context: ImageContext, request: PushRequest): TaggedImage[] {
  const { reference, platform } = request;
  const repository = repositoryOf(reference);
  const known = context.table.names().filter((name) => repositoryOf(parseReference(name)) === repository);
  if (known.length === 0) throw nothingToPush(reference);
  if (reference.digest !== undefined) throw cannotPushDigest();
  const names = reference.tag === undefined ? known : known.filter((name) => name === referenceText(reference));
  if (reference.tag !== undefined && names.length === 0) throw noSuchTag(reference);
  const images = names.sort().flatMap((name): TaggedImage[] => {
    const [tagged, record] = [parseReference(name), recordOf(context, name)];
    if (tagged.digest !== undefined || record === undefined) return [];
    const outgoing = chooseOutgoing(record, { reference: tagged, wanted: platform, host: context.platform });
    return [{ reference: tagged, record, outgoing }];
  });
  if (images.length === 0) throw noTags(reference);
  return images;
}

function recordOf(context: ImageContext, name: string): ImageRecord | undefined {
  const id = context.table.name(name)?.target.digest;
  return id === undefined ? undefined : context.table.image(id);
}

async function pushOne(
  op: Op,
  context: ImageContext,
  push: TaggedImage & { readonly repository: Repository; readonly progress: TellProgress },
): Promise<void> {
  const { reference, record, outgoing, repository, progress } = push;
  const { target } = outgoing;
  const { tag = "" } = reference;
  await admitImage(op, context.events, { by: "push", target, names: [referenceText(reference)] });
  await using held = new HeldContent(op, context);
  await held.hold(record.blobs.map(([digest]) => digest));
  const parts = await outgoingParts(op, context.content, { record, target });
  await sendBlobs(op, { context, repository, tell: progress }, parts);
  for (const document of parts.documents) {
    const { digest } = document.descriptor;
    if (digest === target.digest) await repository.putManifest(op, document, tag);
    else if (!(await repository.hasManifest(op, digest))) await repository.putManifest(op, document, digest);
  }
  await remember(op, context, {
    repository: repositoryOf(reference),
    blobs: [...parts.layers.map(({ descriptor }) => descriptor), ...parts.configs].map(({ digest }) => digest),
  });
  progress(statusLine(`${tag}: digest: ${target.digest} size: ${target.size}`));
  progress(aux({ Tag: tag, Digest: target.digest, Size: target.size }));
  if (outgoing.insteadOfIndex) progress(insteadOfIndex(record, outgoing));
}

/** Where the blobs are now. Nothing is lost with it but time. */
async function remember(
  op: Op,
  context: ImageContext,
  pushed: { readonly repository: string; readonly blobs: ReadonlyArray<ImageRecord["target"]["digest"]> },
): Promise<void> {
  const changes = context.sources.changes(pushed.blobs, pushed.repository);
  if (changes.length > 0) await context.store.commit(op, changes, "normal");
  context.sources.add(pushed.blobs, pushed.repository);
}

function aux(value: object): ProgressMessage {
  return { progressDetail: {}, aux: value };
}

/** @see moby api/types/auxprogress, ManifestPushedInsteadOfIndex */
function insteadOfIndex(record: ImageRecord, { target }: Outgoing): ProgressMessage {
  return aux({ manifestPushedInsteadOfIndex: true, originalIndex: record.target, selectedManifest: target });
}
