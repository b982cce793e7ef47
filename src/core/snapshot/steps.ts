import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { RecordChange } from "../store/contract.ts";
import type { OverlaySpec } from "./contract.ts";

/**
 * Trees of build steps: what a step changed in what it lay on is kept as the layer that it is, without a tar or a compare.
 *
 * Lifecycle. `create` makes an empty layer on others, which is written through a mount of `overlayOf`. `freeze` ends that; the
 * caller commits its records and calls `publish`: from then on it may lie below others. It survives a kill of the engine from
 * that commit on, and a power cut from `settle` on; after a power cut a layer that was not settled is gone with its record.
 * `adopt` makes it the layer of an image too: the two are one tree, which goes when neither needs it.
 */
export interface StepSnapshots {
  /** Begins the layer `id` on `below`, bottom first. @throws not-found for one of `below` */
  create(op: Op, id: string, below: readonly LayerReference[]): Promise<void>;

  /** What to mount to write it. From memory. @throws not-found */
  overlayOf(id: string): OverlaySpec;

  /** What to mount to read layers on each other, bottom first; none: an empty tree. From memory. @throws not-found */
  overlayOfLayers(layers: readonly LayerReference[]): OverlaySpec;

  /** The trees of layers, in their order. From memory. @throws not-found */
  foldersOf(layers: readonly LayerReference[]): readonly string[];

  /** Ends the writing; whoever mounted it has let go. Measures the tree. */
  freeze(op: Op, id: string): Promise<FrozenStep>;

  /** Whether the layer is there, and frozen. From memory. */
  has(id: string): boolean;

  /** From memory; 0 where there is none. */
  sizeOf(id: string): number;

  /** Whether the tree is an image's too: removing the step alone frees nothing. From memory. `without`: layers that are taken to be gone. */
  isShared(id: string, without?: ReadonlySet<Digest>): boolean;

  /** Makes all trees and blobs that were written before the call survive a power cut. */
  sync(op: Op): Promise<void>;

  /** Makes what is frozen survive a power cut. Nothing happens where all is settled. */
  settle(op: Op): Promise<void>;

  /**
   * Makes steps layers of images, and layers that lie on others in them; one may be the parent of the next. To be called in what holds collections back, and after a sync:
   * commit `records` in the transaction that names the image, then `publish`.
   */
  adopt(layers: readonly AdoptedLayer[]): StepChange;

  /** Steps that are not needed any more: commit `records`, then `finish`. No error for those that are not there. */
  remove(ids: Iterable<string>): StepRemoval;

  /** Takes a layer away that was begun and not published. */
  discard(op: Op, id: string): Promise<void>;

  /** The steps that are there. From memory. */
  ids(): Iterable<string>;
}

/** A layer that another lies on. */
export type LayerReference =
  | { readonly of: "image"; readonly chainId: Digest }
  | { readonly of: "step"; readonly id: string };

export interface StepChange {
  readonly records: readonly RecordChange[];
  publish(): void;
}

export interface FrozenStep extends StepChange {
  readonly sizeBytes: number;
  readonly inodes: number;
}

export interface AdoptedLayer {
  readonly layer: LayerReference;
  readonly chainId: Digest;
  readonly parent: Digest | undefined;
  readonly diffId: Digest;
}

export interface StepRemoval {
  readonly records: readonly RecordChange[];
  /** Forgets them, renames their trees to trash and answers; the files go later. */
  finish(op: Op): Promise<void>;
}
