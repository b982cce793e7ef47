import type { Digest } from "#base/digest.ts";

/**
 * The result of a step: layers on each other, the first at the bottom. Each is an unpacked tree of the snapshotter, either of
 * an image (by chain id) or of a step that no image has yet.
 */
export interface Tree {
  readonly layers: readonly TreeLayer[];
}

export type TreeLayer =
  | { readonly of: "image"; readonly chainId: Digest; readonly diffId: Digest; readonly blob: Digest }
  | { readonly of: "step"; readonly id: string };

export const emptyTree: Tree = { layers: [] };
