import type { BuildService } from "#core/build/contract.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";
import type { Platform } from "#formats/oci/image.ts";

/** What the BuildKit entrance needs of an engine. */
export interface BuildkitBackend {
  readonly builds: BuildService;
  readonly trees: TreeReader;
  readonly worker: BuildWorker;
}

/** Reads a tree of this machine, whose root is open. Paths are hostile and stay below the root. */
export interface TreeReader {
  /** All files, as `RemoteFiles.list` has them. */
  list(root: number): Iterable<TreeFile>;
  /** The content of a regular file. */
  read(root: number, path: string): AsyncIterable<Uint8Array>;
}

/** The engine as BuildKit's clients list it. */
export interface BuildWorker {
  readonly id: string;
  readonly hostName: string;
  /** Of the snapshotter. */
  readonly storage: string;
  /** This machine's. */
  readonly platform: Platform;
  /** What programs can be run of: `platform` first. */
  readonly platforms: readonly Platform[];
}
