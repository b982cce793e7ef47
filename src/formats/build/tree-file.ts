/** A file of a tree, with all that is sent of it but its content: what fsutil's Stat has. */
export interface TreeFile {
  /** Below the root, with `/`. */
  readonly path: string;
  /** Type and permission bits as inode(7) has them. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly sizeBytes: number;
  readonly mtimeNs: bigint;
  /** Of a symlink, or the path of the file that this is a hard link of. */
  readonly linkName: string;
  readonly deviceMajor: number;
  readonly deviceMinor: number;
  readonly xattrs: Readonly<Record<string, Uint8Array>>;
}
