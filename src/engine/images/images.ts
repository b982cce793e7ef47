import type {
  ImageDeleteResponseItem,
  ImageHistoryItem,
  ImageInspectResponse,
  ImageLogEntry,
  ImagePruneReport,
  ImageRollbackResponse,
  ImageSummary,
} from "#api/types.gen.ts";
import type { Digest } from "#base/digest.ts";
import { messageOf } from "#base/errors.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import type { CommitRequest, CommittedImage, ImageResolver, OpenedUrl, ResolvedImage } from "#core/image/contract.ts";
import { badPlatform, noSuchImage } from "#core/image/errors.ts";
import { wantedPlatform } from "#core/image/wanted-platform.ts";
import { PruneTurn } from "#core/prune/prune-turn.ts";
import type { Gone } from "#core/rehearsal/contract.ts";
import type { Filters } from "#formats/filters.ts";
import type { Platform } from "#formats/oci/image.ts";
import { parsePlatform } from "#formats/oci/platform.ts";
import { admitImage } from "./admit.ts";
import { manifestFor } from "./best-manifest.ts";
import { BuiltImages } from "./built-images.ts";
import type { Collector } from "./collect.ts";
import { commitImage } from "./commit.ts";
import type { ImageContext } from "./dependencies.ts";
import { imageHistory } from "./history.ts";
import { type ImageLayer, imageLayers } from "./image-layers.ts";
import type {
  ImagePullRequest,
  ImagePushRequest,
  ImportRequest,
  ImportUrlRequest,
  InspectOptions,
} from "./image-requests.ts";
import { importImage } from "./import.ts";
import { importUrl } from "./import-url.ts";
import { type ImageListQuery, listImages } from "./list.ts";
import { type LoadImageOptions, loadImages } from "./load.ts";
import { ImageLogs } from "./log/image-logs.ts";
import { pruneForGood, sweepsPartials } from "./prune.ts";
import { pullImages } from "./pull/pull.ts";
import { pullReference } from "./pull/pull-reference.ts";
import { pushImages } from "./push/push.ts";
import { pushReference } from "./push/push-reference.ts";
import { ImageRehearsal } from "./rehearse.ts";
import { type RemoveOptions, removeImage } from "./remove.ts";
import { resolveImage } from "./resolve.ts";
import { type SavedArchive, saveImages } from "./save/save.ts";
import { ServedImages } from "./serve/served-images.ts";
import { type TagTarget, tagImage } from "./tag.ts";
import { unpackManifest } from "./unpack.ts";
import { inspectView } from "./views.ts";

/** Images of this engine: names, content and trees. Reads never wait. */
export class Images implements ImageResolver {
  readonly #context: ImageContext;
  readonly #collector: Collector;
  readonly #prunes = new PruneTurn();
  /** What names stood for. */
  readonly logs: ImageLogs;

  constructor(context: ImageContext, collector: Collector) {
    this.#context = context;
    this.#collector = collector;
    this.logs = new ImageLogs(context, {
      collect: (op) => collector.collect(op),
      publish: (op) => this.#publish(op),
    });
  }

  /** Removes content that no image needs. To be called once at boot, when all writable snapshots are known. */
  async collect(op: Op): Promise<void> {
    await this.logs.begin(op);
    await this.#collector.collect(op);
  }

  /** Removes what only a build's cache needed. */
  async collectUnused(op: Op): Promise<void> {
    await this.#collector.collect(op);
  }

  log(op: Op, ref: string): Promise<ImageLogEntry[]> {
    return this.logs.log(op, ref);
  }

  rollback(op: Op, ref: string, to: string): Promise<ImageRollbackResponse> {
    return this.logs.rollback(op, ref, to);
  }

  async admit(op: Op, image: ResolvedImage, by: "run" | "build"): Promise<void> {
    const record = this.#context.table.image(image.id);
    if (record === undefined) throw noSuchImage(image.id);
    await admitImage(op, this.#context.events, {
      by,
      target: record.target,
      names: this.#context.table.namesOf(image.id),
    });
    await unpackManifest(op, this.#context, { record, manifest: image.manifestDigest });
  }

  /** The layers of an image that was resolved, bottom first. From memory. @throws not-found */
  layersOf(image: ResolvedImage): ImageLayer[] {
    return imageLayers(this.#context.table, image);
  }

  /** The images as a registry serves them. */
  serving(): ServedImages {
    return new ServedImages(this.#context, (op) => this.#publish(op));
  }

  /** The images as a builder makes them. */
  building(): BuiltImages {
    return new BuiltImages(this.#context, (op) => this.#publish(op));
  }

  /** Of this machine, without the variant of its processor. */
  get platform(): Platform {
    return this.#context.platform;
  }

  get hostPlatform(): Platform {
    return this.#context.hostPlatform;
  }

  /** How many images there are. */
  count(): number {
    return [...this.#context.table.images()].length;
  }

  resolve(reference: string, platform: Platform = this.#context.platform): ResolvedImage {
    return resolveImage(this.#context, reference, platform);
  }

  async commit(op: Op, request: CommitRequest): Promise<CommittedImage> {
    const committed = await commitImage(op, this.#context, request);
    await this.#publish(op);
    return committed;
  }

  idOf(reference: string): Digest | undefined {
    try {
      return this.#context.table.find(reference).record.target.digest;
    } catch {
      return undefined;
    }
  }

  sizeOfChain(chainId: Digest): number {
    for (const { manifests } of this.#context.table.images()) {
      const image = manifests.find((manifest) => manifest.image?.chainIds.at(-1) === chainId)?.image;
      if (image !== undefined)
        return image.chainIds.reduce((sum, id) => sum + this.#context.snapshots.sizeOfLayer(id), 0);
    }
    return 0;
  }

  async list(_op: Op, query: ImageListQuery): Promise<ImageSummary[]> {
    return listImages(this.#context, query);
  }

  async inspect(_op: Op, ref: string, { manifests, platform }: InspectOptions): Promise<ImageInspectResponse> {
    const { record, name } = this.#context.table.find(ref);
    const only = platform === undefined ? {} : { only: manifestFor(record, ref, platform) };
    return inspectView(this.#context, record, { name, manifests, ...only });
  }

  async history(_op: Op, ref: string, platform: Platform | undefined): Promise<ImageHistoryItem[]> {
    return imageHistory(this.#context, { ref, platform });
  }

  save(op: Op, refs: readonly string[], platform: Platform | undefined): Promise<SavedArchive> {
    return saveImages(op, this.#context, { refs, platform });
  }

  async tag(op: Op, ref: string, target: TagTarget): Promise<void> {
    await tagImage(op, this.#context, { ref, target });
    await this.#publish(op);
  }

  async remove(op: Op, ref: string, options: RemoveOptions): Promise<ImageDeleteResponseItem[]> {
    const items = await removeImage(op, this.#context, { ref, options });
    await this.#collector.collect(op);
    await this.#publish(op);
    return items;
  }

  /** Removes images that nothing uses, and says how much room that gave back. @throws invalid-argument for filters */
  prune(op: Op, filters: Filters): Promise<ImagePruneReport> {
    return this.#prunes.run(() => this.#prune(op, filters));
  }

  async #prune(op: Op, filters: Filters): Promise<ImagePruneReport> {
    const before = this.storedBytes();
    const items = await pruneForGood(op, this.#context, filters);
    if (items.length > 0) {
      await this.#collector.collect(op);
      await this.#publish(op);
    }
    const swept = sweepsPartials(filters) ? await this.#collector.sweepPartials(op) : 0;
    const reclaimed = Math.max(before - this.storedBytes(), 0) + swept;
    const attributes = { reclaimed: String(reclaimed) };
    this.#context.events.emit({ type: "image", action: "prune", actorId: "", attributes });
    return { ImagesDeleted: items.length === 0 ? null : items, SpaceReclaimed: reclaimed };
  }

  /** Plays removals and prunes of one rehearsal. */
  rehearsal(gone: Gone): ImageRehearsal {
    return new ImageRehearsal(this.#context, this.#collector, gone);
  }

  /** Bytes of all blobs and of the layers unpacked from them. */
  storedBytes(): number {
    let bytes = this.#context.snapshots.sizeOfLayers();
    for (const [, size] of this.#context.content.blobs()) bytes += size;
    return bytes;
  }

  /** The same with what broken pulls have left for the next. */
  async usedBytes(op: Op): Promise<number> {
    return this.storedBytes() + (await this.#context.content.partialBytes(op));
  }

  async load(op: Op, archive: AsyncIterable<Uint8Array>, options: LoadImageOptions): Promise<void> {
    await loadImages(op, this.#context, { archive, options });
    await this.#publish(op);
  }

  /** @throws not-found · unauthorized · unavailable · invalid-argument */
  async pull(op: Op, request: ImagePullRequest): Promise<void> {
    const { image, tag, platform: text, access, progress } = request;
    const reference = pullReference(image, tag);
    const platform = text === "" ? undefined : wantedPlatform(text, this.#context.platform);
    try {
      await pullImages(op, this.#context, { reference, platform, access, progress });
    } finally {
      await this.#publish(backgroundOp(op.log));
    }
  }

  /** @throws not-found · unauthorized · unavailable · conflict · invalid-argument */
  async push(op: Op, name: string, request: ImagePushRequest): Promise<void> {
    const { tag, platform, access, progress } = request;
    const reference = pushReference(name, tag);
    await pushImages(op, this.#context, { reference, platform, access, progress });
  }

  /** @returns the new image's id @throws invalid-argument · system for a damaged archive */
  async import(op: Op, archive: AsyncIterable<Uint8Array>, request: ImportRequest): Promise<Digest> {
    const { platform: text, ...options } = request;
    const platform = text === "" ? this.#context.platform : parsePlatform(text, this.#context.platform);
    if (platform === undefined) throw badPlatform(text);
    const id = await importImage(op, this.#context, { archive, options: { ...options, platform } });
    await this.#publish(op);
    return id;
  }

  /** The same of what a URL names; each message is one line of the answer. */
  async importUrl(op: Op, source: string, { progress, ...request }: ImportUrlRequest): Promise<void> {
    const open = (opening: Op): Promise<OpenedUrl> => this.#context.openUrl(opening, source);
    await importUrl(op, { open, tell: progress }, (content) => this.import(op, content, request));
  }

  /** Keeps the content store readable for tools that know OCI layouts; what was done before stays done without it. */
  async #publish(op: Op): Promise<void> {
    const { table, content } = this.#context;
    const targets = [...table.images()].flatMap(({ target }) => {
      const names = table.namesOf(target.digest);
      return names.length === 0 ? [target] : names.map((name) => table.name(name)?.target ?? target);
    });
    try {
      await content.publishIndex(op, targets);
    } catch (error) {
      op.log.warn("index of the content store was not written", { error: messageOf(error) });
    }
  }
}
