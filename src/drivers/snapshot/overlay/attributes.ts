import { hostileEntry } from "#core/snapshot/errors.ts";
import { type ByteString, byteStringText, fromByteString, type TarEntry } from "#formats/tar/entry.ts";
import {
  check,
  errnos,
  modeAt,
  modeFd,
  ownAt,
  ownFd,
  type Time,
  timeAt,
  timeFd,
  xattrAt,
  xattrFd,
} from "#sys/files/calls.ts";
import type { Made } from "#sys/files/made-file.ts";

/** A device number as mknod(2) takes it. @throws invalid-argument */
export function deviceNumber(entry: TarEntry): number {
  const { deviceMajor: major, deviceMinor: minor } = entry;
  if (major < 0 || major > 0xfff || minor < 0 || minor > 0xfffff) {
    throw hostileEntry(byteStringText(entry.name), "has a device number that does not exist");
  }
  return ((major << 8) | (minor & 0xff) | ((minor & 0xfff00) << 12)) >>> 0;
}

function timeOf(entry: TarEntry): Time {
  return { seconds: entry.mtimeSeconds, nanoseconds: entry.mtimeNanoseconds };
}

const nothing: Made = { owner: false, mode: false };

/** Sets what the entry says of an open file. Owner before mode: chown(2) takes setuid bits and capabilities away. */
export function setByFd(fd: number, entry: TarEntry, made = nothing): void {
  if (!made.owner) check(ownFd(fd, entry.uid, entry.gid), "chown", entry.name);
  if (!made.mode) check(modeFd(fd, entry.mode), "chmod", entry.name);
  for (const [name, value] of entry.xattrs) {
    refuseOverlayXattr(entry, name);
    allowUnsupported(xattrFd(fd, name, fromByteString(value)), name, entry);
  }
  check(timeFd(fd, timeOf(entry)), "utimensat", entry.name);
}

/** The same for what cannot be opened. */
export function setByName(parent: number, base: ByteString, entry: TarEntry): void {
  check(ownAt(parent, base, [entry.uid, entry.gid]), "lchown", entry.name);
  if (entry.type !== "symlink") check(modeAt(parent, base, entry.mode), "chmod", entry.name);
  for (const [name, value] of entry.xattrs) {
    refuseOverlayXattr(entry, name);
    allowUnsupported(xattrAt([parent, base], name, fromByteString(value)), name, entry);
  }
  check(timeAt(parent, base, timeOf(entry)), "utimensat", entry.name);
}

/** They would steer the mount: redirect it to other files, or hide what the layer's own entries do not. */
function refuseOverlayXattr(entry: TarEntry, name: ByteString): void {
  if (/^(?:trusted|user)\.overlay\./.test(name)) {
    throw hostileEntry(byteStringText(entry.name), `has the attribute ${byteStringText(name)}`);
  }
}

/** As Docker: what the file system does not know is left out, and so are user attributes where they are not allowed. */
function allowUnsupported(result: number, name: ByteString, entry: TarEntry): void {
  if (result === -errnos.EOPNOTSUPP) return;
  if (result === -errnos.EPERM && name.startsWith("user.")) return;
  check(result, `setxattr ${byteStringText(name)}`, entry.name);
}
