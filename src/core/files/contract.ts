import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";

/** A descriptor number of this process. */
export type Fd = number;

/**
 * Reads and writes of trees that are open by a descriptor, such as a container's files, in Workers. Content is hostile:
 * every path is resolved with the root as `/`, and nothing but regular files and folders is opened for more than its inode.
 * Streams have a chunk at a time in memory. Descriptors are borrowed until the call has ended, which after the op's end
 * may take until a system call comes back.
 */
export interface FileWorker {
  /** What `path` is, a symlink in the last place not followed. @throws SyscallError */
  stat(op: Op, root: Fd, path: string): Promise<PathFacts>;

  /** A tar archive of `path` and all below it, a chunk at a time. @throws SyscallError with the first chunk */
  archive(op: Op, source: ArchiveSource): AsyncGenerator<Uint8Array, void, undefined>;

  /**
   * Unpacks a plain tar archive. `allow` is asked before anything is written.
   * @throws SyscallError · invalid-argument for a damaged archive · what `allow` throws
   */
  extract(op: Op, target: ExtractTarget, content: AsyncIterable<Uint8Array>): Promise<void>;

  /**
   * The upper tree of an overlay as a layer, packed; the trees below say what its whiteouts are for.
   * @throws SyscallError with the first chunk · invalid-argument for a name that a layer cannot hold
   */
  layer(op: Op, overlay: LayerTrees): LayerStream;

  /**
   * A layer that lies packed in a file, as an eStargz: what of it is read can be found without the rest of it.
   * @throws invalid-argument for a damaged one · not-implemented for a packing other than gzip and zstd
   */
  seekable(op: Op, path: string): SeekableLayer;

  /** What the upper tree of an overlay says that changed, in the order of paths. */
  changes(op: Op, overlay: OverlayTrees): Promise<TreeChange[]>;
}

/** To be read to its end. */
export interface LayerStream {
  /** Nothing, where the tree is empty. */
  readonly content: AsyncGenerator<Uint8Array, void, undefined>;
  /** Of the layer unpacked; undefined where there is none. Known once the content has been read. */
  diffId(): Digest | undefined;
}

/** To be read to its end; the rest is known then. */
export interface SeekableLayer {
  readonly content: AsyncGenerator<Uint8Array, void, undefined>;
  facts(): SeekableFacts;
}

export interface SeekableFacts {
  /** Another than that of the layer that it was made of: landmark and table are files in it. */
  readonly diffId: Digest;
  /** Of the table of contents. */
  readonly tocDigest: string;
  /** Unpacked. */
  readonly plainBytes: number;
}

/** As lstat(2) has it. */
export interface PathFacts {
  readonly sizeBytes: number;
  /** With the type's bits (inode(7)). */
  readonly mode: number;
  readonly mtimeNs: bigint;
  /** Of a symlink: the absolute path it leads to within the root, as far as there is one; empty otherwise. */
  readonly linkTarget: string;
}

export interface ArchiveSource {
  readonly root: Fd;
  readonly path: string;
  /** What the entry of `path` is called; its children lie below that. Undefined: it has none, and they are at the top. */
  readonly name?: string;
}

export interface ExtractTarget {
  readonly root: Fd;
  readonly path: string;
  /** Instead of what the archive says. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  readonly noOverwriteDirNonDir: boolean;
  /** Is told where `path` leads, all symlinks followed; what it throws ends the call. */
  readonly allow: (place: { readonly path: string; readonly isDirectory: boolean }) => void;
}

/** Absolute paths of the host. */
export interface OverlayTrees {
  readonly upper: string;
  /** Top first. */
  readonly lowers: readonly string[];
}

export interface LayerTrees extends OverlayTrees {
  /** Further upper trees, below the first, top first: all of them become one layer. */
  readonly between?: readonly string[];
  /** Nobody changes the trees while they are read. */
  readonly isFrozen?: boolean;
  /** Seconds since 1970: what is younger gets this time. */
  readonly latest?: number;
  /** Undefined: gzip. */
  readonly packing?: { readonly compression: "gzip" | "uncompressed" | "zstd"; readonly level: number | undefined };
}

export interface TreeChange {
  readonly path: string;
  readonly kind: "modified" | "added" | "deleted";
}
