import type { Input } from "./graph.ts";

/** Files put into a tree, one action after the other; all of them are one layer. */
export interface FileOperation {
  readonly kind: "file";
  readonly root: Input;
  readonly actions: readonly FileAction[];
}

export type FileAction = CopyAction | MakeFolder | MakeFile;

/** Who owns what is written; names are looked up in the tree's /etc/passwd and /etc/group. */
export interface Owner {
  readonly user: string | number;
  readonly group?: string | number;
  /** Where names are looked up, where it is not the tree that is written to (`COPY --link`). */
  readonly lookIn?: Input;
}

export interface CopyAction {
  readonly action: "copy";
  readonly from: Input;
  /** Below `from`'s root. With `wildcards`, a pattern. */
  readonly source: string;
  /** Absolute; with a trailing slash it is a folder. */
  readonly destination: string;
  /** Undefined: root. Of what is made on the way to `destination` too. */
  readonly owner?: Owner;
  /** Octal bits or a symbolic mode (`u=rwX,go=rX`). */
  readonly mode?: number | string;
  readonly wildcards: boolean;
  /** A pattern that matches nothing is no error. */
  readonly allowEmptyWildcard: boolean;
  readonly followSymlinks: boolean;
  /** Of a folder: what is in it, not itself. */
  readonly contentsOnly: boolean;
  /** Archives (tar, gzip, bzip2, xz, zstd) are unpacked: `ADD`. */
  readonly unpack: boolean;
  readonly createDestination: boolean;
  readonly excludePatterns: readonly string[];
  /** Of a folder: only what matches, with the folders on the way to it (`--parents`). Empty: all. */
  readonly includePatterns: readonly string[];
  /** Absolute paths of `from` that must be there, for what `includePatterns` names without wildcards. */
  readonly requiredPaths: readonly string[];
  /** A file may be replaced by a folder and the other way round: clients' definitions ask for that, Dockerfiles do not. */
  readonly alwaysReplace: boolean;
}

/** How a copy goes that asks for nothing: what is named is put where it is said. */
export const plainCopyRules = {
  action: "copy",
  wildcards: false,
  allowEmptyWildcard: false,
  followSymlinks: false,
  contentsOnly: false,
  unpack: false,
  createDestination: true,
  excludePatterns: [],
  includePatterns: [],
  requiredPaths: [],
  alwaysReplace: false,
} as const satisfies Partial<CopyAction>;

export interface MakeFolder {
  readonly action: "mkdir";
  readonly path: string;
  readonly mode: number;
  readonly makeParents: boolean;
  readonly owner?: Owner;
}

export interface MakeFile {
  readonly action: "mkfile";
  readonly path: string;
  readonly data: Uint8Array;
  readonly mode: number;
  readonly owner?: Owner;
}
