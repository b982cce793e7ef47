import type { ImageDeleteResponseItem } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Gone, Rehearsed, RehearsedObject } from "#core/rehearsal/contract.ts";
import type { Filters } from "#formats/filters.ts";
import type { Collector } from "./collect.ts";
import type { ImageContext } from "./dependencies.ts";
import type { ImageTable } from "./image-table.ts";
import { pruneImages, sweepsPartials } from "./prune.ts";
import { applyRemoval, planRemoval, type RemoveOptions } from "./remove.ts";
import { planPlatformRemoval } from "./remove-platforms.ts";

/**
 * What removals and prunes of images would do, one after the other: they are played on a copy of the table. It throws what
 * they would throw.
 */
export class ImageRehearsal {
  readonly #collector: Collector;
  readonly #gone: Gone;
  readonly #table: ImageTable;
  readonly #ground: ImageContext;

  constructor(context: ImageContext, collector: Collector, gone: Gone) {
    this.#collector = collector;
    this.#gone = gone;
    this.#table = context.table.copy();
    const usersOf: ImageContext["users"]["usersOf"] = (id) =>
      context.users.usersOf(id).filter(({ containerId }) => !gone.containers.has(containerId));
    this.#ground = { ...context, table: this.#table, users: { usersOf } };
  }

  remove(ref: string, options: RemoveOptions): Rehearsed {
    if ((options.platforms ?? []).length > 0) return this.#removePlatforms(ref, options);
    const objects = this.#items(this.#remove(ref, options));
    this.#reclaim();
    return { objects };
  }

  async prune(op: Op, filters: Filters): Promise<Rehearsed> {
    const options = { force: false, noPrune: false };
    const before = this.#collector.reclaimable(this.#table, this.#gone.containers).bytes;
    const items = await pruneImages(op, this.#ground, { filters, remove: (ref) => this.#remove(ref, options) });
    const freed = items.length === 0 ? 0 : this.#reclaim() - before;
    const swept = sweepsPartials(filters) ? await this.#collector.sweepableBytes(op) : 0;
    return { objects: this.#items(items), reclaimedBytes: freed + swept };
  }

  #remove(ref: string, options: RemoveOptions): ImageDeleteResponseItem[] {
    return applyRemoval(this.#table, planRemoval(this.#ground, this.#table.find(ref), options));
  }

  #removePlatforms(ref: string, options: RemoveOptions): Rehearsed {
    const { kept, items } = planPlatformRemoval(this.#table, { ref, options });
    this.#table.setImage(kept);
    return { objects: items.map(({ Deleted = "" }) => ({ does: "remove", what: "platform", id: Deleted })) };
  }

  /** Layers that a collection would take now are gone, too. @returns the bytes of it all */
  #reclaim(): number {
    const { layers, bytes } = this.#collector.reclaimable(this.#table, this.#gone.containers);
    for (const chainId of layers) this.#gone.layers.add(chainId);
    return bytes;
  }

  #items(items: readonly ImageDeleteResponseItem[]): RehearsedObject[] {
    return items.map(({ Untagged = "", Deleted = "" }) =>
      Untagged === "" ? { does: "remove", what: "image", id: Deleted } : { does: "untag", what: "image", id: Untagged },
    );
  }
}
