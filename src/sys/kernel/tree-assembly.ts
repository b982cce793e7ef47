import type { Fd } from "./contract.ts";

/** What `Kernel.assembleTree` puts together. */
export interface TreeAssembly {
  /** A detached file system that can be written to: mount points are made in it. */
  readonly base: Fd;
  readonly parts: readonly TreePart[];
}

export interface TreePart {
  /** A detached tree, or a folder of the host. */
  readonly source: { readonly tree: Fd } | { readonly folder: string };
  /** Below the source, which no symlink leaves; empty: all of it. */
  readonly path: string;
  /** Below the base. */
  readonly at: string;
}
