import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { ContentStore } from "#core/content/contract.ts";
import type { RegistryAccess, RepositoryName } from "#core/registry/contract.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { bestManifest } from "./best-manifest.ts";
import { bringLayers, type FetchBlob, type LooseLayer, RepositoryBlobs } from "./bring-layers.ts";
import type { ImageContext } from "./dependencies.ts";
import { describeImage } from "./describe.ts";
import { writeDocument } from "./documents.ts";
import { HeldContent } from "./held-content.ts";
import { archiveDocuments } from "./save/documents.ts";
import type { SavedArchive } from "./save/save.ts";
import { archiveStream } from "./save/stream.ts";
import { type BuiltImage, storeBuilt } from "./store-built.ts";

/** What a builder does with images: writes their blobs, keeps them, hands them on. */
export class BuiltImages {
  readonly #context: ImageContext;
  readonly #publish: (op: Op) => Promise<void>;

  constructor(context: ImageContext, publish: (op: Op) => Promise<void>) {
    this.#context = context;
    this.#publish = publish;
  }

  get content(): ContentStore {
    return this.#context.content;
  }

  /** Runs what writes blobs before an image names them: nothing is collected meanwhile. */
  holding<T>(op: Op, work: () => Promise<T>): Promise<T> {
    return this.#context.holding(op, work);
  }

  /** Within `holding`. */
  writeDocument(op: Op, document: object): Promise<{ digest: Digest; size: number }> {
    return writeDocument(op, this.#context.content, document);
  }

  /** Makes an image durable and known. Within `holding`. @throws forbidden · invalid-argument */
  async store(op: Op, built: BuiltImage): Promise<void> {
    await storeBuilt(op, this.#context, built);
    await this.#publish(op);
  }

  /** Layers of caches, which no image has. @see bringLayers */
  bringLayers(op: Op, layers: readonly LooseLayer[], fetch: FetchBlob): Promise<void> {
    return bringLayers(op, this.#context, layers, fetch);
  }

  /** The blobs of a repository. To be closed. */
  repositoryBlobs(name: RepositoryName, access: RegistryAccess): RepositoryBlobs {
    return new RepositoryBlobs(this.#context, name, access);
  }

  /** Keeps content as long as a build waits for others with it. To be disposed. */
  hold(op: Op): HeldContent {
    return new HeldContent(op, this.#context);
  }

  /** A docker archive and OCI layout of an image whose blobs are there, known or not. To be closed: they stay until then. Within `holding`. */
  async archive(op: Op, target: Descriptor, names: readonly string[]): Promise<SavedArchive> {
    const { content } = this.#context;
    const record = await describeImage(op, content, target);
    const shown = bestManifest(record, this.#context.platform);
    if (shown === undefined) throw new TypeError("an image without a manifest");
    const named = names.length === 0 ? [undefined] : names;
    const images = named.map((name) => ({ record, target, name, shown }));
    const blobs = new Map(record.blobs);
    const release = this.#context.pin(op, [...blobs.keys()]);
    const stream = archiveStream(op, content, { blobs, documents: archiveDocuments(images) });
    return {
      content: stream,
      async close() {
        await stream.return();
        await release();
      },
    };
  }
}
