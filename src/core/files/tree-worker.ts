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
}
