import type { Digest } from "#base/digest.ts";
import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { LayerBatch, LayerSource } from "#core/snapshot/contract.ts";
import type { RecordChange } from "#core/store/contract.ts";
import type { LayerRecord, LayerTable } from "./layers.ts";

/** A layer that is unpacked, or being so, and not known yet. */
export interface PendingLayer {
  readonly chainId: Digest;
  readonly blob: Digest;
  /** Resolves when its tree is whole and in its place. */
  readonly done: Promise<LayerRecord>;
  /** Batches that rely on it. */
  holders: number;
}

/** What a batch needs of the snapshotter. */
export interface BatchGround {
  readonly layers: LayerTable;
  /** The pending layer, begun where there is none. */
  pend(op: Op, layer: LayerSource): PendingLayer;
  /** Checks that the blob unpacks to its diff id. */
  verify(op: Op, layer: LayerSource): Promise<void>;
  /** Nobody holds the layer and it was not published: its tree goes. */
  abandon(pending: PendingLayer): Promise<void>;
  settled(pending: PendingLayer): void;
}

export class OverlayBatch implements LayerBatch {
  readonly #ground: BatchGround;
  readonly #held = new Set<PendingLayer>();
  readonly #done = new Map<Digest, LayerRecord>();

  constructor(ground: BatchGround) {
    this.#ground = ground;
  }

  async unpack(op: Op, layer: LayerSource): Promise<void> {
    for (;;) {
      if (this.#ground.layers.has(layer.chainId)) return await this.#verify(op, layer);
      const pending = this.#ground.pend(op, layer);
      if (!this.#held.has(pending)) {
        this.#held.add(pending);
        pending.holders++;
      }
      try {
        this.#done.set(layer.chainId, await pending.done);
        if (pending.blob !== layer.blob) await this.#verify(op, layer);
        return;
      } catch (error) {
        this.#held.delete(pending);
        pending.holders--;
        const othersEnd = isEngineError(error, "canceled", "deadline-exceeded") && !op.signal.aborted;
        if (!othersEnd) throw error;
      }
    }
  }

  async #verify(op: Op, layer: LayerSource): Promise<void> {
    if (layer.trusted !== true) await this.#ground.verify(op, layer);
  }

  records(): RecordChange[] {
    const changes: RecordChange[] = [];
    for (const [chainId, value] of this.#done) {
      if (!this.#ground.layers.has(chainId)) changes.push({ put: "layer", key: chainId, value });
    }
    return changes;
  }

  publish(): void {
    for (const [chainId, record] of this.#done) this.#ground.layers.set(chainId, record);
    for (const pending of this.#held) this.#ground.settled(pending);
    this.#held.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const held = [...this.#held];
    this.#held.clear();
    for (const pending of held) {
      pending.holders--;
      if (pending.holders === 0) await this.#ground.abandon(pending);
    }
  }
}
