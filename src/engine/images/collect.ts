import type { Digest } from "#base/digest.ts";
import { messageOf } from "#base/errors.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import type { BlobSources } from "./blob-sources.ts";
import type { ImageDependencies, PinnedContent } from "./dependencies.ts";
import type { ImageTable } from "./image-table.ts";
import type { Downloads } from "./pull/downloads.ts";

/** A pull that broke off may go on within this time where it ended. */
const partialIdleMs = 24 * 3600 * 1000;

/** What a collection would give back. */
export interface Reclaimable {
  readonly layers: readonly Digest[];
  readonly bytes: number;
}

export interface CollectorGround {
  readonly table: ImageTable;
  readonly sources: BlobSources;
  readonly downloads: Downloads;
}

/**
 * Takes away what no image needs: blobs and layers. Not while somebody is `holding`, which is for the engine's own work; who waits for
 * others (a registry, a client's archive) pins what it relies on instead.
 */
export class Collector {
  readonly #deps: ImageDependencies;
  readonly #ground: CollectorGround;
  readonly #pins = new Set<PinnedContent>();
  readonly #moments = new Set<Promise<unknown>>();
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

  /** Work that a collection waits for, and that waits for none: between two of them, without one of its own. */
  async moment<T>(work: () => Promise<T>): Promise<T> {
    while (this.#collecting !== undefined) await this.#collecting;
    const working = work();
    const settled = working.catch(() => {});
    this.#moments.add(settled);
    try {
      return await working;
    } finally {
      this.#moments.delete(settled);
    }
  }

  /** What is in `digests` at the time of a collection stays. @returns what lets go of them, and removes what nobody needs by then */
  pin(op: Op, digests: PinnedContent): () => Promise<void> {
    this.#pins.add(digests);
    return async () => {
      if (this.#pins.delete(digests)) await this.collect(backgroundOp(op.log));
    };
  }

  /** Takes away what broken pulls have left, but for downloads under way. @returns the bytes of it */
  sweepPartials(op: Op): Promise<number> {
    return this.#deps.content.sweepPartials(op, { idleMs: 0, wanted: this.#ground.downloads.wanted });
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
    const { content, store } = this.#deps;
    await Promise.all(this.#moments);
    const { removal, live, dead } = this.#unneeded(this.#ground.table);
    const { sources, downloads } = this.#ground;
    const unknown = [...sources.blobs()].filter((digest) => !live.has(digest));
    const records = [...removal.records, ...sources.removals(unknown)];
    if (records.length > 0) await store.commit(op, records, "full");
    sources.forget(unknown);
    await removal.finish(op);
    await content.remove(op, dead);
    await content.sweepPartials(op, { idleMs: partialIdleMs, wanted: downloads.wanted });
  }

  /** What would be collected if images were those of `table`, and the writable snapshots `without` gone. From memory. */
  reclaimable(table: ImageTable, without: ReadonlySet<string>): Reclaimable {
    const { content, snapshots } = this.#deps;
    const { removal, dead } = this.#unneeded(table, without);
    const blobBytes = dead.reduce((sum, digest) => sum + (content.sizeOf(digest) ?? 0), 0);
    const layerBytes = removal.layers.reduce((sum, chainId) => sum + snapshots.sizeOfLayer(chainId), 0);
    return { layers: removal.layers, bytes: blobBytes + layerBytes };
  }

  /** Bytes that `sweepPartials` would take away. */
  sweepableBytes(op: Op): Promise<number> {
    return this.#deps.content.partialBytes(op, this.#ground.downloads.wanted);
  }

  #unneeded(table: ImageTable, without?: ReadonlySet<string>) {
    const { content, snapshots } = this.#deps;
    const pinned = this.#pinned();
    const removal = snapshots.garbage(this.#liveLayers(table, pinned), without);
    const live = this.#liveBlobs(table);
    const dead: Digest[] = [];
    for (const [digest] of content.blobs()) if (!live.has(digest) && !pinned.has(digest)) dead.push(digest);
    return { removal, live, dead };
  }

  #pinned(): Set<Digest> {
    const pinned = new Set<Digest>();
    for (const digests of this.#pins) for (const digest of digests) pinned.add(digest);
    return pinned;
  }

  #liveLayers(table: ImageTable, pinned: ReadonlySet<Digest>): Set<Digest> {
    const live = new Set([...this.#deps.held().layers, ...pinned]);
    for (const { manifests } of table.images()) {
      for (const { image } of manifests) for (const chainId of image?.chainIds ?? []) live.add(chainId);
    }
    return live;
  }

  #liveBlobs(table: ImageTable): Set<Digest> {
    const live = new Set(this.#deps.held().blobs);
    for (const { blobs } of table.images()) for (const [digest] of blobs) live.add(digest);
    return live;
  }
}
