import type { Op } from "#base/op.ts";
import type { Catalogue } from "#formats/packages/package.ts";

/** A descriptor number of this process. */
export type Fd = number;

/**
 * Says which packages a file tree holds, in a Worker: by what package managers have written down (dpkg, apk, rpm), what is installed
 * of npm and Python, what Go programs were built of, and by Java archives, with those in them. Content is hostile: sizes, counts and
 * depths have limits, and what cannot be read is one of the catalogue's notes. Equal trees have equal catalogues.
 */
export interface PackageCataloguer {
  /** @param root of the tree; borrowed until the call has ended, which after the op's end may take a moment */
  catalogue(op: Op, root: Fd, options: CatalogueOptions): Promise<Catalogue>;
}

export interface CatalogueOptions {
  /** The folders of the tree's layers, bottom first, where each file's is to be told: absolute paths of the host. */
  readonly layers?: readonly string[];
  /** Also what lock files say would be installed: of sources, not of images. */
  readonly declared: boolean;
}
