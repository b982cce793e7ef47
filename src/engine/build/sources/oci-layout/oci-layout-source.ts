import { digestOf } from "#base/digest-of.ts";
import type { Op } from "#base/op.ts";
import type { ResolvedSource, SourceContext, SourceRunner } from "#core/build/runners.ts";
import type { ClientStores } from "#core/build/session.ts";
import type { OciLayoutSource } from "#core/build/source-operations.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { platformText } from "#formats/oci/platform.ts";
import type { BuiltImages } from "../../../images/built-images.ts";
import { storesOf } from "./client-store.ts";
import { type LayoutImage, readLayoutImage } from "./layout-image.ts";

type LayoutImages = Pick<BuiltImages, "content" | "hold" | "holding" | "store">;

/** Images of OCI layouts that a client has. What is used of one becomes an image of the engine without a name. */
export class OciLayoutSources implements SourceRunner<OciLayoutSource> {
  readonly #images: LayoutImages;

  constructor(images: LayoutImages) {
    this.#images = images;
  }

  async resolve(op: Op, source: OciLayoutSource, { session }: SourceContext): Promise<ResolvedSource> {
    const stores = storesOf(session, source.store);
    const image = await readLayoutImage(op, stores, source);
    const { digest } = image.manifest;
    return {
      key: digestOf(`oci-layout ${digest} ${platformText(source.platform)}`),
      pin: digest,
      image: { reference: `${source.store}@${digest}`, digest, config: image.config },
      tree: { as: "layers", bring: (bringing) => this.#bring(bringing, { image, stores, store: source.store }) },
      async [Symbol.asyncDispose]() {},
    };
  }

  async #bring(
    op: Op,
    { image, stores, store }: { image: LayoutImage; stores: ClientStores; store: string },
  ): Promise<readonly TreeLayer[]> {
    await using held = this.#images.hold(op);
    await held.hold(image.blobs.map(({ digest }) => digest));
    for (const blob of image.blobs) await this.#blob(op, { blob, stores, store });
    await this.#images.holding(op, async () => {
      await this.#images.store(op, { target: image.manifest, names: [], adopt: undefined });
    });
    return image.layers;
  }

  /** Brings a blob, unless it is here. @throws invalid-argument where it is another than its digest says */
  async #blob(
    op: Op,
    { blob, stores, store }: { blob: Descriptor; stores: ClientStores; store: string },
  ): Promise<void> {
    const { content } = this.#images;
    if (content.sizeOf(blob.digest) === blob.size) return;
    const ingest = await content.ingest(op);
    try {
      for await (const piece of stores.readBlob(op, store, blob.digest)) await ingest.write(piece);
      await ingest.commit(blob.digest);
    } finally {
      await ingest.abort();
    }
  }
}
