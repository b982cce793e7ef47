import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";

/** Slow work on trees of files, done off the main thread. All of it goes by descriptors and follows no symlink. */
export interface TreeWorker {
  /** Removes all that is in a folder; the folder stays. */
  emptyFolder(op: Op, path: string): Promise<void>;

  /** Bytes of all that is no directory, each inode once. */
  usage(op: Op, path: string): Promise<{ readonly sizeBytes: number }>;

  /**
   * Copies an open directory into the empty one at `path`: content, owners, modes, times, hard links and extended
   * attributes; what was copied survives a power cut.
   * @param from borrowed; any kind of descriptor
   * @returns false where `path` is not empty: nothing was done then
   */
  copyInto(op: Op, from: number, path: string): Promise<boolean>;

  /**
   * Unpacks a blob, packed as layers are, into the empty directory at `path`; what was unpacked survives a power cut. Nothing outside of
   * it is touched, whatever the archive says. @throws invalid-argument for a hostile or damaged one, of which parts may be there then
   */
  unpackInto(op: Op, blob: PackedTree, path: string): Promise<void>;
}

export interface PackedTree {
  readonly path: string;
  readonly digest: Digest;
  /** Of what it unpacks to. */
  readonly diffId: Digest;
}
