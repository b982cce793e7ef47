import { allOrNone } from "#base/all-or-none.ts";
import { shortId } from "#base/ids.ts";
import type { Op } from "#base/op.ts";
import { Slots } from "#base/slots.ts";
import type { Repository, RepositoryName, UploadOutcome } from "#core/registry/contract.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import type { ImageContext } from "../dependencies.ts";
import { amountLine, stepLine, type TellProgress } from "../pull/pull-progress.ts";
import type { OutgoingParts } from "./outgoing-parts.ts";

/** What the blobs of one push share. */
export interface BlobSending {
  readonly context: ImageContext;
  readonly repository: Repository;
  readonly tell: TellProgress;
}

/** Sends layers, several at one time, and configs beside them: what the repository has, or can mount, is not sent. */
export async function sendBlobs(op: Op, sending: BlobSending, parts: OutgoingParts): Promise<void> {
  const { context, tell } = sending;
  for (const { id } of parts.layers) tell(stepLine("Preparing", shortId(id)));
  const slots = new Slots(context.limits().uploads);
  const layers = parts.layers.map(({ descriptor, id: longId }) => async (shared: Op): Promise<unknown> => {
    const id = shortId(longId);
    return await slots.run(
      shared,
      () => sendLayer(shared, sending, { descriptor, id }),
      () => tell(stepLine("Waiting", id)),
    );
  });
  const configs = parts.configs.map(
    (config) =>
      (shared: Op): Promise<unknown> =>
        send(shared, sending, config),
  );
  await allOrNone(op, [...layers, ...configs], (shared, run) => run(shared));
}

async function sendLayer(
  op: Op,
  sending: BlobSending,
  { descriptor, id }: { readonly descriptor: Descriptor; readonly id: string },
): Promise<void> {
  if (isForeign(descriptor)) return sending.tell(stepLine("Skipped foreign layer", id));
  const total = descriptor.size;
  let isWhole = false;
  const outcome = await send(op, sending, descriptor, (current) => {
    isWhole = current >= total;
    if (!isWhole) sending.tell(amountLine("Pushing", { current, total }, id));
  });
  if (isWhole && outcome.how === "uploaded") sending.tell(amountLine("Pushing", { current: total, total }, id));
  sending.tell(stepLine(outcomeText(outcome), id));
}

/** A layer that may not be distributed, and is to be had elsewhere. */
function isForeign({ mediaType, urls = [] }: Descriptor): boolean {
  return urls.length > 0 && /nondistributable|\.foreign\./.test(mediaType);
}

async function send(
  op: Op,
  { context, repository }: BlobSending,
  blob: Descriptor,
  progress: (sentBytes: number) => void = () => {},
): Promise<UploadOutcome> {
  const path = context.content.pathOf(blob.digest);
  return await repository.upload(op, blob, { path, mountFrom: mountSources(context, repository.name, blob), progress });
}

/** Repositories of the same registry that are known to have the blob. */
function mountSources(context: ImageContext, to: RepositoryName, blob: Descriptor): RepositoryName[] {
  const sources: RepositoryName[] = [];
  for (const known of context.sources.of(blob.digest)) {
    const slash = known.indexOf("/");
    const [domain, path] = [known.slice(0, slash), known.slice(slash + 1)];
    if (domain === to.domain && path !== to.path) sources.push({ domain, path });
  }
  return sources;
}

function outcomeText(outcome: UploadOutcome): string {
  if (outcome.how === "mounted") return `Mounted from ${outcome.from.path}`;
  return outcome.how === "present" ? "Layer already exists" : "Pushed";
}
