import type { FoundPackage } from "#formats/packages/package.ts";
import type { OpenFile } from "./open-file.ts";
import type { WalkedFile } from "./tree-walk.ts";

/** Finds packages of one ecosystem. */
export interface Finder {
  /** Whether a file may say of packages, by its name and kind. */
  wants(file: WalkedFile): boolean;
  /** @throws EngineError for what cannot be read: a note of the catalogue */
  find(file: OpenFile, room: FinderRoom): readonly FoundPackage[];
}

export interface FinderRoom {
  /** Also what lock files say would be installed. */
  readonly declared: boolean;
  readonly tree: TreeFiles;
  /** What is left of the bytes that archives within archives may take. */
  readonly archives: { bytesLeft: number; note(text: string): void };
  note(text: string): void;
  /** Files that a distribution's package owns: asked for once all is found. */
  owns(files: () => Iterable<OwnedFile>): void;
}

export interface OwnedFile {
  /** `deb/python3-six`. */
  readonly owner: string;
  /** From the root, with or without `/` first. */
  readonly path: string;
}

/** Other files of the tree; symlinks are followed within it. */
export interface TreeFiles {
  /** Undefined: there is none, or no regular file that may be so large. */
  text(path: string, limitBytes: number): string | undefined;
  exists(path: string): boolean;
  /** Names in a folder, sorted; empty where there is none. */
  names(path: string): readonly string[];
}
