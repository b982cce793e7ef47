import type { TarEntryType } from "../tar/entry.ts";

/** The table of contents of an eStargz. Names are its own. */
export interface Toc {
  readonly version: 1;
  readonly entries: readonly TocEntry[];
}

export interface TocEntry {
  readonly name: string;
  readonly type: TocType;
  readonly size?: number;
  /** RFC 3339, UTC. */
  readonly modtime?: string;
  readonly linkName?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly userName?: string;
  readonly groupName?: string;
  readonly devMajor?: number;
  readonly devMinor?: number;
  readonly NumLink: number;
  /** In base64. */
  readonly xattrs?: Readonly<Record<string, string>>;
  /** Where its member begins in the packed layer. */
  offset?: number;
  /** Of the whole file. */
  digest?: string;
  readonly chunkOffset?: number;
  chunkSize?: number;
  chunkDigest?: string;
}

export type TocType = "dir" | "reg" | "symlink" | "hardlink" | "char" | "block" | "fifo" | "chunk";

export const tocTypes: Readonly<Record<TarEntryType, TocType>> = {
  file: "reg",
  "hard-link": "hardlink",
  symlink: "symlink",
  "character-device": "char",
  "block-device": "block",
  directory: "dir",
  fifo: "fifo",
};

/** Of the fields in the order of the format's own program. */
const order: readonly (keyof TocEntry)[] = [
  ...(["name", "type", "size", "modtime", "linkName", "mode", "uid", "gid", "userName", "groupName"] as const),
  ...(["offset", "devMajor", "devMinor", "NumLink", "xattrs", "digest"] as const),
  ...(["chunkOffset", "chunkSize", "chunkDigest"] as const),
];

export function tocText({ version, entries }: Toc): string {
  const ordered = entries.map((entry) =>
    Object.fromEntries(order.flatMap((field) => (entry[field] === undefined ? [] : [[field, entry[field]]]))),
  );
  return JSON.stringify({ version, entries: ordered }, null, "\t");
}
