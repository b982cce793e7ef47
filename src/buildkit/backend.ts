import type { BuildService } from "#core/build/contract.ts";
import type { BuildWorker } from "#core/build/worker.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";

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
