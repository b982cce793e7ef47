import { type ByteString, type TarEntry, type TarEntryType, type TarSegment, tarError } from "./entry.ts";
import type { TarHeader } from "./header.ts";
import { parseDecimal, parseTime } from "./numbers.ts";
import type { PaxFields } from "./pax.ts";

const types: Readonly<Record<string, TarEntryType>> = {
  "0": "file",
  "\0": "file",
  "7": "file",
  S: "file",
  "1": "hard-link",
  "2": "symlink",
  "3": "character-device",
  "4": "block-device",
  "5": "directory",
  "6": "fifo",
};

/** Types without data, whatever their size field says. */
export function isHeaderOnly(flag: string): boolean {
  return flag >= "1" && flag <= "6";
}

export interface EntryParts {
  readonly longName: ByteString | undefined;
  readonly longLink: ByteString | undefined;
  readonly sizeBytes: number;
  readonly segments: readonly TarSegment[] | undefined;
}

/** The entry that header and extended headers describe; undefined for GNU's volume labels and the like, which are no files. */
export function buildEntry(header: TarHeader, fields: PaxFields, parts: EntryParts): TarEntry | undefined {
  if ("VMN".includes(header.flag)) return undefined;
  const name = nameOf(header, fields, parts.longName);
  let type = types[header.flag];
  if (type === undefined) throw tarError(`unhandled tar header type ${header.flag.charCodeAt(0)}`);
  if (header.flag === "\0" && name.endsWith("/")) type = "directory";
  const mtime = fields.get("mtime");
  const time = mtime === undefined ? { seconds: header.mtime, nanoseconds: 0 } : parseTime(mtime);
  const isLink = type === "hard-link" || type === "symlink";
  return {
    type,
    name,
    linkName: isLink ? (fields.get("linkpath") ?? parts.longLink ?? header.linkName) : "",
    mode: header.mode & 0o7777,
    uid: ownerOf(fields.get("uid"), header.uid),
    gid: ownerOf(fields.get("gid"), header.gid),
    mtimeSeconds: time.seconds,
    mtimeNanoseconds: time.nanoseconds,
    sizeBytes: type === "file" ? parts.sizeBytes : 0,
    deviceMajor: header.deviceMajor,
    deviceMinor: header.deviceMinor,
    userName: fields.get("uname") ?? header.userName,
    groupName: fields.get("gname") ?? header.groupName,
    xattrs: fields.xattrs,
    ...(parts.segments !== undefined && { segments: parts.segments }),
  };
}

/** What an entry is called, by whatever says it last. */
export function nameOf(header: TarHeader, fields: PaxFields, longName: ByteString | undefined): ByteString {
  return fields.get("GNU.sparse.name") ?? fields.get("path") ?? longName ?? header.name;
}

/** The last 32-bit number stands for "unchanged" in chown(2), so it is nobody's. */
function ownerOf(text: ByteString | undefined, fallback: number): number {
  const value = text === undefined ? fallback : parseDecimal(text);
  if (value < 0 || value >= 0xffffffff) throw tarError("invalid tar header");
  return value;
}
