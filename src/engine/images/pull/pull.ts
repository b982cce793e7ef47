import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import { Slots } from "#base/slots.ts";
import { otherPlatformWarning, reservedName } from "#core/image/pull-errors.ts";
import type { RegistryAccess } from "#core/registry/contract.ts";
import type { Descriptor, Platform } from "#formats/oci/image.ts";
import { platformMatches } from "#formats/oci/platform.ts";
import {
  familiarRepository,
  familiarText,
  type Reference,
  referenceText,
  repositoryOf,
} from "#formats/reference/reference.ts";
import { admitImage } from "../admit.ts";
import type { ImageContext } from "../dependencies.ts";
import { HeldContent } from "../held-content.ts";
import { emitImageEvent } from "../image-events.ts";
import type { ImageRecord } from "../records.ts";
import type { JoinedDownload } from "./downloads.ts";
import { fetchLayers } from "./fetch-layers.ts";
import { planImage } from "./image-plan.ts";
import { statusLine, type TellProgress } from "./pull-progress.ts";
import { routeLine } from "./route-line.ts";
import { SharedRepository } from "./shared-repository.ts";
import { storePulled } from "./store-pulled.ts";
import { type ChosenManifest, chooseManifest, type DocumentSource, fetchTarget, readTarget } from "./target.ts";

export interface PullRequest {
  /** Without tag and digest: all tags. */
  readonly reference: Reference;
  /** Undefined: this machine's. */
  readonly platform: Platform | undefined;
  readonly access: Omit<RegistryAccess, "actions">;
  /** Each message is one line of the answer. A failure before the first is no line of it. */
  readonly progress: TellProgress;
}

/**
 * Pulls an image, or all of a repository's. What was said to be pulled is durable; of what fails nothing stays, but the
 * bytes of layers for the next try.
 * @throws not-found · unauthorized · unavailable · invalid-argument
 */
export async function pullImages(op: Op, context: ImageContext, request: PullRequest): Promise<void> {
  const { reference, progress } = request;
  if (familiarRepository(reference) === "scratch") throw reservedName("scratch");
  const { domain, path } = reference;
  const access: RegistryAccess = { ...request.access, actions: "pull" };
  const shared = new SharedRepository(context.registries.repository({ domain, path }, access));
  try {
    const results = await pullAll(op, context, { ...request, shared });
    const changed = results.some((result) => result.changed);
    const text = changed ? "Downloaded newer image for" : "Image is up to date for";
    progress(statusLine(`Status: ${text} ${familiarText(reference)}`));
    const last = results.at(-1);
    if (last !== undefined) finish(context, request, last);
  } finally {
    await shared.release();
  }
}

interface Pulled {
  readonly record: ImageRecord;
  readonly chosen: ChosenManifest;
  readonly changed: boolean;
}

type WantedImage = SharedRequest & {
  readonly chosen: ChosenManifest;
  readonly held: HeldContent;
  readonly target: Descriptor;
  readonly name: string;
};

interface Brought {
  readonly record: ImageRecord;
  readonly isNew: boolean;
  /** Layers. */
  readonly brought: number;
}

type SharedRequest = PullRequest & { readonly shared: SharedRepository };

async function pullAll(op: Op, context: ImageContext, request: SharedRequest): Promise<Pulled[]> {
  const { reference, shared } = request;
  const isOne = reference.tag !== undefined || reference.digest !== undefined;
  const tags = isOne ? [reference.tag] : await shared.repository.tags(op);
  const results: Pulled[] = [];
  for (const tag of tags) {
    const one = { ...request, reference: { ...reference, tag } };
    results.push(await pullOne(op, context, one));
  }
  return results;
}

async function pullOne(op: Op, context: ImageContext, request: SharedRequest): Promise<Pulled> {
  const { reference, shared, progress } = request;
  const { repository } = shared;
  await using held = new HeldContent(op, context);
  const source: DocumentSource = { content: context.content, repository, reference, held };
  const known = reference.digest === undefined ? undefined : context.table.image(reference.digest)?.target;
  const target = await fetchTarget(op, source, known);
  readTarget(target, reference);
  progress(statusLine(`Pulling from ${reference.path}`, referenceId(reference)));
  for (const line of routeLine(repository)) progress(line);
  const { digest, mediaType, size } = target.descriptor;
  const plain: Descriptor = { mediaType, digest, size };
  const name = nameOf(reference);
  await admitImage(op, context.events, { by: "pull", target: plain, names: [name] });
  const wanted = request.platform ?? context.hostPlatform;
  const shown = request.platform ?? context.platform;
  const chosen = await chooseManifest(op, source, { target, wanted, shown });
  const { record, isNew, brought } = await bring(op, context, { ...request, chosen, held, target: plain, name });
  progress(statusLine(`Digest: ${digest}`));
  return { record, chosen, changed: isNew || brought > 0 };
}

/** Fetches what the chosen manifest names, and stores the image. */
async function bring(op: Op, context: ImageContext, what: WantedImage): Promise<Brought> {
  const { shared, chosen, held, target, name } = what;
  const { manifest } = chosen;
  const repository = repositoryOf(what.reference);
  const blobs = [manifest.config, ...manifest.layers].map((part) => part.digest);
  await held.hold(blobs);
  const joined = new Set<JoinedDownload>();
  await using batch = context.snapshots.begin();
  try {
    let brought = 0;
    if (!(await isUnpacked(context, { manifest: chosen.descriptor.digest, held }))) {
      const plan = await planImage(op, { content: context.content, repository: shared.repository }, manifest);
      await held.hold(plan.layers.map(({ chainId }) => chainId));
      const slots = new Slots(context.limits().downloads);
      const fetch = { context, from: shared, batch, slots, tell: what.progress, joined };
      brought = await fetchLayers(op, fetch, plan.layers);
    }
    const stored = { batch, joined, target, name, repository, blobs };
    return { ...(await context.holding(op, () => storePulled(op, context, stored))), brought };
  } finally {
    for (const one of joined) one[Symbol.dispose]();
  }
}

/** Whether an image has this manifest with all that belongs to it, which is held then. */
async function isUnpacked(
  context: ImageContext,
  { manifest, held }: { readonly manifest: Digest; readonly held: HeldContent },
): Promise<boolean> {
  const known = unpackedLayers(context, manifest);
  if (known === undefined) return false;
  await held.hold(known);
  return unpackedLayers(context, manifest) !== undefined;
}

function unpackedLayers(context: ImageContext, manifest: Digest): readonly Digest[] | undefined {
  for (const { manifests } of context.table.images()) {
    const found = manifests.find(({ descriptor, available }) => available && descriptor.digest === manifest);
    const layers = found?.image?.chainIds;
    if (layers?.every((chainId) => context.snapshots.hasLayer(chainId))) return layers;
  }
  return undefined;
}

/** The id of the line that begins a pull: the tag, or all of a reference by digest. */
function referenceId(reference: Reference): string {
  return reference.digest === undefined ? (reference.tag ?? "latest") : referenceText(reference);
}

/** What the image is kept as: a digest needs no tag beside it. */
function nameOf(reference: Reference): string {
  return referenceText(reference.digest === undefined ? reference : { ...reference, tag: undefined });
}

/** What follows a pull that succeeded. */
function finish(context: ImageContext, { reference, platform, progress }: PullRequest, pulled: Pulled): void {
  const has = platformOf(pulled);
  const isLone = pulled.chosen.descriptor.digest === pulled.record.target.digest;
  if (platform !== undefined && has !== undefined && isLone && !platformMatches(has, platform)) {
    progress(statusLine(otherPlatformWarning(reference, has, platform)));
  }
  emitImageEvent(context, "pull", {
    record: pulled.record,
    actorId: familiarText(reference),
    name: familiarRepository(reference),
  });
}

function platformOf({ record, chosen }: Pulled): Platform | undefined {
  return record.manifests.find(({ descriptor }) => descriptor.digest === chosen.descriptor.digest)?.image?.platform;
}
