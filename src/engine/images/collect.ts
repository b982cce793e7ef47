import type { Digest } from "#base/digest.ts";
import { messageOf } from "#base/errors.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import type { ImageDependencies } from "./dependencies.ts";
import type { ImageTable } from "./image-table.ts";

/** Takes away what no image needs: blobs and layers. Never while something is on its way in. */
export class Collector {
  readonly #deps: ImageDependencies;
  readonly #table: ImageTable;
  #holders = 0;
  #collecting: Promise<void> | undefined;

  constructor(deps: ImageDependencies, table: ImageTable) {
    this.#deps = deps;
    this.#table = table;
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
    for (const [digest] of content.blobs()) if (!live.has(digest)) dead.push(digest);
    if (removal.records.length > 0) await store.commit(op, removal.records, "full");
    await removal.finish(op);
    await content.remove(op, dead);
  }

  #liveLayers(): Set<Digest> {
    const live = new Set<Digest>();
    for (const { manifests } of this.#table.images()) {
      for (const { image } of manifests) for (const chainId of image?.chainIds ?? []) live.add(chainId);
    }
    return live;
  }

  #liveBlobs(): Set<Digest> {
    const live = new Set<Digest>();
    for (const { blobs } of this.#table.images()) for (const [digest] of blobs) live.add(digest);
    return live;
  }
}
