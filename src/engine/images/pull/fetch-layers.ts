import { allOrNone } from "#base/all-or-none.ts";
import type { Digest } from "#base/digest.ts";
import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { Slots } from "#base/slots.ts";
import { layerNotRegistered, rootFsMismatch } from "#core/image/pull-errors.ts";
import type { LayerBatch } from "#core/snapshot/contract.ts";
import type { ImageContext } from "../dependencies.ts";
import type { JoinedDownload } from "./downloads.ts";
import type { WantedLayer } from "./image-plan.ts";
import { LayerProgress, type TellProgress } from "./pull-progress.ts";
import type { SharedRepository } from "./shared-repository.ts";

/** What the layers of one pull share. */
export interface LayerFetch {
  readonly context: ImageContext;
  readonly from: SharedRepository;
  readonly batch: LayerBatch;
  /** Layers that are on their way at one time. */
  readonly slots: Slots;
  readonly tell: TellProgress;
  /** Gathers the downloads that the layers took part in: to be adopted, and left. */
  readonly joined: Set<JoinedDownload>;
}

/** Brings all layers here, each unpacked as it comes. Resolves with how many there were to bring. */
export async function fetchLayers(op: Op, fetch: LayerFetch, layers: readonly WantedLayer[]): Promise<number> {
  const shown = new Set<Digest>();
  const brought = await allOrNone(op, layers, async (shared, layer) => {
    const { digest } = layer.descriptor;
    using progress = new LayerProgress(shown.has(digest) ? () => {} : fetch.tell, layer.descriptor);
    shown.add(digest);
    return await fetchLayer(shared, fetch, { layer, progress });
  });
  return brought.filter((one) => one).length;
}

interface OneLayer {
  readonly layer: WantedLayer;
  readonly progress: LayerProgress;
}

/** @returns whether there was anything to bring */
async function fetchLayer(op: Op, fetch: LayerFetch, one: OneLayer): Promise<boolean> {
  const { layer, progress } = one;
  const { content, snapshots } = fetch.context;
  const isHere = (): boolean => content.sizeOf(layer.descriptor.digest) === layer.descriptor.size;
  if (isHere() && snapshots.hasLayer(layer.chainId)) {
    progress.step("Already exists");
    return false;
  }
  progress.step("Pulling fs layer");
  const bring = (): Promise<void> => (isHere() ? unpackHere(op, fetch, one) : download(op, fetch, one));
  await fetch.slots.run(op, bring, () => progress.step("Waiting"));
  progress.step("Pull complete");
  return true;
}

/** A blob that is here, in a place of the chain where it was not unpacked yet. */
async function unpackHere(op: Op, fetch: LayerFetch, { layer, progress }: OneLayer): Promise<void> {
  progress.downloaded({ verified: false });
  await unpack(op, fetch, { layer, progress });
}

async function download(op: Op, fetch: LayerFetch, one: OneLayer): Promise<void> {
  for (let isFirst = true; ; isFirst = false) {
    const joined = await fetch.context.downloads.join(op, one.layer.descriptor, {
      from: fetch.from,
      listener: one.progress,
    });
    fetch.joined.add(joined);
    try {
      return await unpack(op, fetch, one, joined);
    } catch (error) {
      if (!isFirst || !(await joined.misled(op))) throw error;
      fetch.joined.delete(joined);
      joined[Symbol.dispose]();
    }
  }
}

async function unpack(
  op: Op,
  fetch: LayerFetch,
  { layer, progress }: OneLayer,
  joined?: JoinedDownload,
): Promise<void> {
  const { content } = fetch.context;
  const { digest } = layer.descriptor;
  const growth = joined?.growth;
  growth?.whole.then(
    () => progress.downloaded({ verified: true }),
    () => {},
  );
  const { chainId, parent, diffId } = layer;
  try {
    await fetch.batch.unpack(op, {
      ...{ chainId, parent, diffId, blob: digest },
      get blobPath() {
        return joined?.path ?? content.pathOf(digest);
      },
      ...(growth === undefined ? {} : { growth }),
      progress: (packedBytes) => progress.unpacking(packedBytes),
    });
  } catch (error) {
    if (joined?.failure !== undefined) throw joined.failure.reason;
    throw isEngineError(error) && error.code === "snapshot.wrong-diff-id"
      ? rootFsMismatch(error)
      : layerNotRegistered(error);
  }
}
