import type { TreeFile } from "../build/tree-file.ts";

/** A file as fsutil's Stat has it, in JSON. */
export interface WireFacts {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Nanoseconds since 1970, in decimal. */
  readonly mtime: string;
  readonly link?: string;
}

export function decodeFacts({ path, mode, uid, gid, size, mtime, link = "" }: WireFacts): TreeFile {
  const none = { deviceMajor: 0, deviceMinor: 0, xattrs: {} };
  return { path, mode, uid, gid, sizeBytes: size, mtimeNs: BigInt(mtime), linkName: link, ...none };
}
