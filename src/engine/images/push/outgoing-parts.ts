import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { ContentStore } from "#core/content/contract.ts";
import { noSuchBlob } from "#core/content/errors.ts";
import type { StoredManifest } from "#core/registry/contract.ts";
import { decodeDocument, maxDocumentBytes } from "#formats/oci/decode.ts";
import type { Descriptor, ImageIndex, ImageManifest } from "#formats/oci/image.ts";
import { checkSize } from "../documents.ts";
import type { ImageRecord } from "../records.ts";
import { referrersOf } from "../referrers.ts";

/** What is sent of an image. Each blob and document once. */
export interface OutgoingParts {
  /** The top layer of each manifest first; shown as `id`. */
  readonly layers: ReadonlyArray<{ readonly descriptor: Descriptor; readonly id: string }>;
  readonly configs: readonly Descriptor[];
  /** What others name comes before them; the target is the last. */
  readonly documents: readonly StoredManifest[];
}

/**
 * All that belongs to a target, and what the image has besides that refers to it (`subject`).
 * @throws not-found when something is not here
 */
export async function outgoingParts(
  op: Op,
  content: ContentStore,
  image: { readonly record: ImageRecord; readonly target: Descriptor },
): Promise<OutgoingParts> {
  const gathering = new Gathering(op, content, image.record);
  await gathering.add(image.target);
  const last = gathering.documents.pop();
  await gathering.addReferrers();
  if (last !== undefined) gathering.documents.push(last);
  return {
    layers: [...gathering.layers].map(([, layer]) => layer),
    configs: [...gathering.configs.values()],
    documents: gathering.documents,
  };
}

class Gathering {
  readonly layers = new Map<Digest, { readonly descriptor: Descriptor; readonly id: string }>();
  readonly configs = new Map<Digest, Descriptor>();
  readonly documents: StoredManifest[] = [];
  readonly #op: Op;
  readonly #content: ContentStore;
  readonly #record: ImageRecord;
  readonly #seen = new Set<Digest>();

  constructor(op: Op, content: ContentStore, record: ImageRecord) {
    this.#op = op;
    this.#content = content;
    this.#record = record;
  }

  async add(descriptor: Descriptor): Promise<void> {
    if (this.#seen.has(descriptor.digest)) return;
    this.#seen.add(descriptor.digest);
    const { stored, document } = await this.#read(descriptor);
    if ("index" in document) for (const child of document.index.manifests) await this.add(child);
    else this.#addManifest(document.manifest, descriptor.digest);
    this.documents.push(stored);
  }

  async #read(descriptor: Descriptor): Promise<{
    readonly stored: StoredManifest;
    readonly document: { readonly manifest: ImageManifest } | { readonly index: ImageIndex };
  }> {
    const { mediaType, digest, size } = descriptor;
    checkSize(this.#content, descriptor);
    const bytes = await this.#content.read(this.#op, digest, { limitBytes: maxDocumentBytes });
    return { stored: { descriptor: { mediaType, digest, size }, bytes }, document: decodeDocument(bytes, mediaType) };
  }

  #addManifest(manifest: ImageManifest, digest: Digest): void {
    const known = this.#record.manifests.find(({ descriptor }) => descriptor.digest === digest);
    const diffIds = known?.image?.imageConfig.rootfs?.diff_ids ?? [];
    for (const [at, layer] of [...manifest.layers.entries()].reverse()) {
      this.#check(layer);
      if (!this.layers.has(layer.digest)) {
        this.layers.set(layer.digest, { descriptor: layer, id: diffIds[at] ?? layer.digest });
      }
    }
    this.#check(manifest.config);
    this.configs.set(manifest.config.digest, manifest.config);
  }

  #check({ digest }: Descriptor): void {
    if (this.#content.sizeOf(digest) === undefined) throw noSuchBlob(digest);
  }

  /** Signatures and the like that the image has beside the manifests that go. */
  async addReferrers(): Promise<void> {
    const image = { record: this.#record, subjects: this.#seen };
    for (const { descriptor } of await referrersOf(this.#op, this.#content, image)) await this.add(descriptor);
  }
}
