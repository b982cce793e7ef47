import { type ByteString, fromByteString, type TarEntry } from "#formats/tar/entry.ts";
import {
  check,
  closeFd,
  errnos,
  modeFd,
  openAt,
  ownAt,
  ownFd,
  type Time,
  timeAt,
  timeFd,
  xattrAt,
  xattrFd,
} from "#sys/files/calls.ts";
import { modeInode } from "#sys/files/descriptor-calls.ts";
import { inodeFlags } from "./paths.ts";

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Attributes that would steer an overlay. */
const overlayAttribute = /^(?:trusted|user)\.overlay\./;

/** Sets what the entry says of an open file or folder. Owner before mode: chown(2) takes setuid bits and capabilities away. */
export function setFileFacts(fd: number, entry: TarEntry, owner: Owner = entry): void {
  check(ownFd(fd, owner.uid, owner.gid), "chown", entry.name);
  check(modeFd(fd, entry.mode), "chmod", entry.name);
  for (const [name, value] of attributesOf(entry)) allow(name, xattrFd(fd, name, fromByteString(value)), entry);
  check(timeFd(fd, timeOf(entry)), "utimensat", entry.name);
}

/** The same for what cannot be opened. Someone may put a symlink in its place meanwhile: nothing is followed. */
export function setEntryFacts(place: readonly [number, ByteString], entry: TarEntry, owner: Owner = entry): void {
  const [folder, base] = place;
  check(ownAt(folder, base, [owner.uid, owner.gid]), "lchown", entry.name);
  if (entry.type !== "symlink") {
    const inode = check(openAt(folder, base, inodeFlags), "open", entry.name);
    try {
      modeInode(inode, entry.mode);
    } finally {
      closeFd(inode);
    }
  }
  for (const [name, value] of attributesOf(entry)) allow(name, xattrAt(place, name, fromByteString(value)), entry);
  check(timeAt(folder, base, timeOf(entry)), "utimensat", entry.name);
}

function attributesOf(entry: TarEntry): Array<[ByteString, ByteString]> {
  return [...entry.xattrs].filter(([name]) => !overlayAttribute.test(name));
}

/** As Docker: attributes that the file system does not know or allow are left out. */
function allow(name: ByteString, result: number, entry: TarEntry): void {
  if (result === -errnos.EOPNOTSUPP || result === -errnos.EPERM) return;
  check(result, `setxattr ${name}`, entry.name);
}

function timeOf(entry: TarEntry): Time {
  return { seconds: entry.mtimeSeconds, nanoseconds: entry.mtimeNanoseconds };
}

/** A device number as mknod(2) takes it. */
export function nodeNumber({ deviceMajor: major, deviceMinor: minor }: TarEntry): number {
  return ((major << 8) | (minor & 0xff) | ((minor & 0xfff00) << 12)) >>> 0;
}
