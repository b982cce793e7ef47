import type { Digest } from "#base/digest.ts";
import { messageOf } from "#base/errors.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import type { BlobSources } from "./blob-sources.ts";
import type { ImageDependencies } from "./dependencies.ts";
import type { ImageTable } from "./image-table.ts";
import type { Downloads } from "./pull/downloads.ts";

/** A pull that broke off may go on within this time where it ended. */
const partialIdleMs = 24 * 3600 * 1000;

export interface CollectorGround {
  readonly table: ImageTable;
  readonly sources: BlobSources;
  readonly downloads: Downloads;
}

/** Takes away what no image needs: blobs and layers. Never while something is on its way in. */
export class Collector {
  readonly #deps: ImageDependencies;
  readonly #ground: CollectorGround;
  readonly #pins = new Map<Digest, number>();
  #holders = 0;
  #collecting: Promise<void> | undefined;

  constructor(deps: ImageDependencies, ground: CollectorGround) {
    this.#deps = deps;
    this.#ground = ground;
  }

  async holding<T>(op: Op, work: () => Promise<T>): Promise<T> {
    while (this.#collecting !== undefined) await this.#collecting;
    this.#holders++;
    try {
      return await work();
    } finally {
      this.#holders--;
      await this.collect(backgroundOp(op.log));
    }
  }

  /** @returns what lets go of them, and removes what nobody needs by then */
  pin(op: Op, digests: Iterable<Digest>): () => Promise<void> {
    const pinned = [...digests];
    for (const digest of pinned) this.#pins.set(digest, (this.#pins.get(digest) ?? 0) + 1);
    return async () => {
      for (const digest of pinned.splice(0)) this.#unpin(digest);
      await this.collect(backgroundOp(op.log));
    };
  }

  /** Takes away what broken pulls have left, but for downloads under way. @returns the bytes of it */
  sweepPartials(op: Op): Promise<number> {
    return this.#deps.content.sweepPartials(op, { idleMs: 0, wanted: this.#ground.downloads.wanted });
  }

  #unpin(digest: Digest): void {
    const count = (this.#pins.get(digest) ?? 0) - 1;
    if (count > 0) this.#pins.set(digest, count);
    else this.#pins.delete(digest);
  }

  /** A failure is logged: the next collection tries again. */
  async collect(op: Op): Promise<void> {
    while (this.#collecting !== undefined) await this.#collecting;
    if (this.#holders > 0) return;
    this.#collecting = this.#run(op).catch((error) => {
      op.log.warn("unused image content was not removed", { error: messageOf(error) });
    });
    await this.#collecting;
    this.#collecting = undefined;
  }

  /** Records go first, durably, then trees and blobs. */
  async #run(op: Op): Promise<void> {
    const { content, snapshots, store } = this.#deps;
    const removal = snapshots.garbage(this.#liveLayers());
    const live = this.#liveBlobs();
    const dead: Digest[] = [];
    for (const [digest] of content.blobs()) if (!live.has(digest) && !this.#pins.has(digest)) dead.push(digest);
    const { sources, downloads } = this.#ground;
    const unknown = [...sources.blobs()].filter((digest) => !live.has(digest));
    const records = [...removal.records, ...sources.removals(unknown)];
    if (records.length > 0) await store.commit(op, records, "full");
    sources.forget(unknown);
    await removal.finish(op);
    await content.remove(op, dead);
    await content.sweepPartials(op, { idleMs: partialIdleMs, wanted: downloads.wanted });
  }

  #liveLayers(): Set<Digest> {
    const live = new Set([...this.#deps.held().layers, ...this.#pins.keys()]);
    for (const { manifests } of this.#ground.table.images()) {
      for (const { image } of manifests) for (const chainId of image?.chainIds ?? []) live.add(chainId);
    }
    return live;
  }

  #liveBlobs(): Set<Digest> {
    const live = new Set(this.#deps.held().blobs);
    for (const { blobs } of this.#ground.table.images()) for (const [digest] of blobs) live.add(digest);
    return live;
  }
}
