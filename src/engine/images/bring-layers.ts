import { allOrNone } from "#base/all-or-none.ts";
import type { Digest } from "#base/digest.ts";
import { type Op, orEnd } from "#base/op.ts";
import { Slots } from "#base/slots.ts";
import type { RegistryAccess, RepositoryName } from "#core/registry/contract.ts";
import type { LayerSource } from "#core/snapshot/contract.ts";
import { unusablePacking } from "#core/snapshot/errors.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import type { ImageContext } from "./dependencies.ts";
import { compressionOf } from "./documents.ts";
import { HeldContent } from "./held-content.ts";
import { SharedRepository } from "./pull/shared-repository.ts";

/** A layer in its place on others, of no image. */
export interface LooseLayer {
  readonly descriptor: Descriptor;
  readonly chainId: Digest;
  readonly diffId: Digest;
}

/** Brings a blob into the content store that is not there. */
export type FetchBlob = (op: Op, blob: Descriptor) => Promise<void>;

/**
 * Makes layers that lie on each other known, bottom first, with their blobs. They stay as long as somebody holds them, who has to
 * before this is called. @throws invalid-argument for a layer that is not what it is said to be · what `fetch` throws
 */
export async function bringLayers(
  op: Op,
  context: ImageContext,
  layers: readonly LooseLayer[],
  fetch: FetchBlob,
): Promise<void> {
  await using held = new HeldContent(op, context);
  await held.hold(layers.flatMap(({ chainId, descriptor }) => [chainId, descriptor.digest]));
  const { content, snapshots } = context;
  const slots = new Slots(context.limits().downloads);
  const missing = layers.filter(({ descriptor }) => content.sizeOf(descriptor.digest) === undefined);
  await allOrNone(op, [...new Set(missing.map(({ descriptor }) => descriptor))], (shared, blob) =>
    slots.run(shared, () => fetch(shared, blob)),
  );
  if (layers.every(({ chainId }) => snapshots.hasLayer(chainId))) return;
  await context.holding(op, () => unpackAll(op, context, layers));
}

async function unpackAll(op: Op, context: ImageContext, layers: readonly LooseLayer[]): Promise<void> {
  const { content, snapshots, store } = context;
  await using batch = snapshots.begin();
  const sources = await Promise.all(layers.map((layer, at) => sourceOf(context, layer, layers[at - 1]?.chainId)));
  await allOrNone(op, sources, (shared, source) => batch.unpack(shared, source));
  await Promise.all([snapshots.sync(op), content.sync(op)]);
  await context.changing(op, async () => {
    await store.commit(op, batch.records(), "full");
    batch.publish();
  });
}

async function sourceOf(
  { content }: ImageContext,
  { descriptor: { digest }, chainId, diffId }: LooseLayer,
  parent: Digest | undefined,
): Promise<LayerSource> {
  const blobPath = content.pathOf(digest);
  const compression = await compressionOf(blobPath);
  if (compression === "xz" || compression === "bzip2") throw unusablePacking(digest, compression);
  return { chainId, parent, diffId, blob: digest, blobPath };
}

/** Brings blobs of a repository, each with whoever else wants it. To be closed. */
export class RepositoryBlobs implements AsyncDisposable {
  readonly #context: ImageContext;
  readonly #shared: SharedRepository;

  constructor(context: ImageContext, name: RepositoryName, access: RegistryAccess) {
    this.#context = context;
    this.#shared = new SharedRepository(context.registries.repository(name, access));
  }

  async fetch(op: Op, blob: Descriptor, received: (sizeBytes: number) => void): Promise<void> {
    const listener = { received, retrying() {} };
    using joined = await this.#context.downloads.join(op, blob, { from: this.#shared, listener });
    await orEnd(op, joined.growth.whole);
    await joined.adopt(op);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#shared.release();
  }
}
