import type { ByteString } from "#formats/tar/entry.ts";
import {
  check,
  closeFd,
  errnos,
  type FileFacts,
  factsAt,
  isOpaque,
  modeFd,
  openAt,
  openFlags,
  openIn,
  ownFd,
  resolveFlags,
  timeFd,
} from "#sys/files/calls.ts";

const folderOnly = openFlags.readOnly | openFlags.directory | openFlags.noFollow;
const strict = resolveFlags.inRoot | resolveFlags.noMagicLinks | resolveFlags.noSymlinks;
const typeMask = 0o170000;
const folderType = 0o040000;

export interface Inheritance {
  readonly target: ByteString;
  /** Folders within `target`, parents first. */
  readonly implied: readonly ByteString[];
  /** Layers below, top first. */
  readonly lowers: readonly ByteString[];
}

/**
 * In a merged folder overlayfs shows the attributes of the topmost layer that has it. Where an archive left a folder out
 * (`tmp/x` without `tmp/`) it means that folder as it was below, so it gets those attributes; or root, 0755 where it is new.
 */
export function inheritAttributes(job: Inheritance): void {
  const lowers = job.lowers.map((path) => check(openAt(-100, path, folderOnly), "openat", path));
  try {
    const root = check(openAt(-100, job.target, folderOnly), "openat", job.target);
    lowers.unshift(root);
    for (const path of job.implied) inherit(root, path, lowers.slice(1));
  } finally {
    for (const fd of lowers) closeFd(fd);
  }
}

function inherit(root: number, path: ByteString, lowers: readonly number[]): void {
  const fd = openIn(root, path, folderOnly, strict);
  if (fd < 0) return;
  try {
    const facts = factsBelow(path, lowers);
    check(ownFd(fd, facts?.uid ?? 0, facts?.gid ?? 0), "chown", path);
    check(modeFd(fd, (facts?.mode ?? 0o755) & 0o7777), "chmod", path);
    if (facts !== undefined) check(timeFd(fd, facts.mtime), "utimensat", path);
  } finally {
    closeFd(fd);
  }
}

/** The folder as the layers below show it; undefined where they show none. */
function factsBelow(path: ByteString, lowers: readonly number[]): FileFacts | undefined {
  for (const lower of lowers) {
    const fd = openIn(lower, path, openFlags.path | openFlags.noFollow, strict);
    if (fd >= 0) {
      const facts = factsAt(fd, "");
      closeFd(fd);
      return typeof facts !== "number" && (facts.mode & typeMask) === folderType ? facts : undefined;
    }
    if (fd !== -errnos.ENOENT || hidesBelow(lower, path)) return undefined;
  }
  return undefined;
}

/** Whether a folder on the way to `path` is opaque in this layer. */
function hidesBelow(lower: number, path: ByteString): boolean {
  for (let at = path.lastIndexOf("/"); ; at = path.lastIndexOf("/", at - 1)) {
    const ancestor = at < 0 ? "" : path.slice(0, at);
    const fd = openIn(lower, ancestor, openFlags.path | openFlags.noFollow | openFlags.directory, strict);
    if (fd >= 0) {
      const opaque = isOpaque(fd);
      closeFd(fd);
      if (opaque) return true;
    }
    if (at < 0) return false;
  }
}
