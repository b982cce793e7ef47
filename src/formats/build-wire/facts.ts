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

/** The same as the builder has it (`FileFacts`). */
export interface DecodedFacts {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly sizeBytes: number;
  readonly mtimeNs: bigint;
  readonly linkName: string;
  readonly deviceMajor: number;
  readonly deviceMinor: number;
  readonly xattrs: Readonly<Record<string, Uint8Array>>;
}

export function decodeFacts({ path, mode, uid, gid, size, mtime, link = "" }: WireFacts): DecodedFacts {
  const none = { deviceMajor: 0, deviceMinor: 0, xattrs: {} };
  return { path, mode, uid, gid, sizeBytes: size, mtimeNs: BigInt(mtime), linkName: link, ...none };
}
