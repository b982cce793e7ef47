import type { OverlayTrees, TreeChange } from "#core/files/contract.ts";
import { type ByteString, byteStringText, textByteString } from "#formats/tar/entry.ts";
import {
  check,
  closeFd,
  errnos,
  type FileFacts,
  factsAt,
  fileTypes,
  isOpaque,
  openAt,
  openFlags,
  openIn,
  readNames,
  resolveFlags,
  type Time,
} from "#sys/files/calls.ts";
import { capabilityOf } from "./entry-facts.ts";
import { inodeFlags } from "./paths.ts";

const folderOnly = openFlags.readOnly | openFlags.directory | openFlags.noFollow;
/** Trees of layers: what lies behind a symlink is not at this path. */
const straight = resolveFlags.inRoot | resolveFlags.noMagicLinks | resolveFlags.noSymlinks;

/** @see FileWorker.changes */
export function changesOf({ upper, lowers }: OverlayTrees): TreeChange[] {
  const opened: number[] = [];
  try {
    for (const path of [upper, ...lowers]) {
      const bytes = textByteString(path);
      opened.push(check(openAt(-100, bytes, folderOnly), "open", bytes));
    }
    const [top = -1, ...below] = opened;
    const comparison = new Comparison(below);
    comparison.folder(top, "", false);
    return comparison.changes;
  } finally {
    for (const fd of opened) closeFd(fd);
  }
}

interface Entry {
  readonly name: ByteString;
  /** From the root, with a slash in front. */
  readonly path: ByteString;
  readonly facts: FileFacts;
  /** The folder, or one above it, was made anew: the layers below do not show through. */
  readonly opaque: boolean;
}

/**
 * Compares as moby's archive.ChangesDirs does, but looks only where the upper tree has something: times and sizes of folders
 * do not count, and a folder in which something has changed has changed.
 */
class Comparison {
  changes: TreeChange[] = [];
  readonly #lowers: readonly number[];

  constructor(lowers: readonly number[]) {
    this.#lowers = lowers;
  }

  folder(fd: number, path: ByteString, opaque: boolean): void {
    const names = namesIn(fd, path);
    if (opaque) this.#tellDeleted(path, new Set(names));
    for (const name of names) {
      const facts = factsAt(fd, name);
      if (typeof facts !== "number") this.#entry(fd, { name, path: `${path}/${name}`, facts, opaque });
    }
  }

  #entry(folder: number, entry: Entry): void {
    const { path, facts } = entry;
    const below = this.#below(path);
    if (isWhiteout(facts)) {
      if (below !== undefined) this.#tell(path, "deleted");
      return;
    }
    const differs = below === undefined || isDifferent(facts, below) || !this.#sameCapability(folder, entry);
    if (differs) this.#tell(path, below === undefined ? "added" : "modified");
    if ((facts.mode & fileTypes.mask) === fileTypes.folder) this.#subfolder(folder, entry, { told: differs });
  }

  #subfolder(folder: number, { name, path, opaque }: Entry, { told }: { readonly told: boolean }): void {
    const fd = openAt(folder, name, folderOnly);
    if (fd < 0) return;
    const before = this.changes;
    this.changes = [];
    try {
      this.folder(fd, path, opaque || isOpaque(fd));
    } finally {
      closeFd(fd);
    }
    const within = this.changes;
    this.changes = before;
    if (within.length > 0 && !told) this.#tell(path, "modified");
    for (const change of within) this.changes.push(change);
  }

  #tell(path: ByteString, kind: TreeChange["kind"]): void {
    this.changes.push({ path: byteStringText(path), kind });
  }

  /** What a folder that was made anew held below and holds no more. */
  #tellDeleted(path: ByteString, held: ReadonlySet<ByteString>): void {
    const gone = new Set(held);
    for (const lower of this.#lowers) {
      const fd = openIn(lower, path, openFlags.readOnly | openFlags.directory | openFlags.noFollow, straight);
      if (fd < 0) {
        if (fd !== -errnos.ENOENT || hidesBelow(lower, path)) return;
        continue;
      }
      try {
        for (const name of namesIn(fd, path)) {
          const facts = factsAt(fd, name);
          if (gone.has(name) || typeof facts === "number") continue;
          gone.add(name);
          if (!isWhiteout(facts)) this.#tell(`${path}/${name}`, "deleted");
        }
        if (isOpaque(fd)) return;
      } finally {
        closeFd(fd);
      }
    }
  }

  /** The path as the layers below show it. */
  #below(path: ByteString): FileFacts | undefined {
    return this.#inLayers(path, (fd) => {
      const facts = factsAt(fd, "");
      return typeof facts === "number" || isWhiteout(facts) ? undefined : facts;
    });
  }

  #sameCapability(folder: number, { name, path, facts }: Entry): boolean {
    if ((facts.mode & fileTypes.mask) !== fileTypes.file) return true;
    const inode = openAt(folder, name, inodeFlags);
    if (inode < 0) return true;
    const own = capabilityOf(inode);
    closeFd(inode);
    return own === this.#inLayers(path, capabilityOf);
  }

  /** What `read` gives for the path in the topmost layer that says something of it. */
  #inLayers<T>(path: ByteString, read: (fd: number) => T | undefined): T | undefined {
    for (const lower of this.#lowers) {
      const fd = openIn(lower, path, inodeFlags, straight);
      if (fd >= 0) {
        try {
          return read(fd);
        } finally {
          closeFd(fd);
        }
      }
      if (fd !== -errnos.ENOENT || hidesBelow(lower, path)) return undefined;
    }
    return undefined;
  }
}

function isWhiteout({ mode, device }: FileFacts): boolean {
  return (mode & fileTypes.mask) === fileTypes.character && device === 0;
}

/** By what lstat(2) says of both. */
function isDifferent(a: FileFacts, b: FileFacts): boolean {
  if (a.mode !== b.mode || a.uid !== b.uid || a.gid !== b.gid || a.device !== b.device) return true;
  if ((a.mode & fileTypes.mask) === fileTypes.folder) return false;
  return a.sizeBytes !== b.sizeBytes || !isSameTime(a.mtime, b.mtime);
}

/** Times of archives have no nanoseconds. */
function isSameTime(a: Time, b: Time): boolean {
  const { seconds, nanoseconds } = b;
  return a.seconds === seconds && (a.nanoseconds === nanoseconds || a.nanoseconds === 0 || nanoseconds === 0);
}

/** Whether a folder above `path` is opaque in this layer. */
function hidesBelow(lower: number, path: ByteString): boolean {
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
    const fd = openIn(lower, path.slice(0, at), openFlags.path | openFlags.noFollow | openFlags.directory, straight);
    if (fd < 0) continue;
    const opaque = isOpaque(fd);
    closeFd(fd);
    if (opaque) return true;
  }
  return false;
}

function namesIn(folder: number, path: ByteString): ByteString[] {
  const all: ByteString[] = [];
  for (;;) {
    const names = readNames(folder);
    if (typeof names === "number") check(names, "getdents64", path);
    if ((names as ByteString[]).length === 0) return all.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    for (const name of names as ByteString[]) all.push(name);
  }
}
