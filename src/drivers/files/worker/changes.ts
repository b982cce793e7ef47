import type { OverlayTrees, TreeChange } from "#core/files/contract.ts";
import { type ByteString, byteStringText } from "#formats/tar/entry.ts";
import { closeFd, type FileFacts, factsAt, fileTypes, isOpaque, openAt, type Time } from "#sys/files/calls.ts";
import { inodeFlags } from "../paths.ts";
import { capabilityOf } from "./entry-facts.ts";
import { folderOnly, isWhiteout, type LowerTrees, OpenOverlay, sortedNames } from "./lower-trees.ts";

/** @see FileWorker.changes */
export function changesOf(trees: OverlayTrees): TreeChange[] {
  using overlay = new OpenOverlay(trees);
  const comparison = new Comparison(overlay.lowers);
  comparison.folder(overlay.upper, "", false);
  return comparison.changes;
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
  readonly #lowers: LowerTrees;

  constructor(lowers: LowerTrees) {
    this.#lowers = lowers;
  }

  folder(fd: number, path: ByteString, opaque: boolean): void {
    const names = sortedNames(fd, path);
    if (opaque) this.#tellDeleted(path, new Set(names));
    for (const name of names) {
      const facts = factsAt(fd, name);
      if (typeof facts !== "number") this.#entry(fd, { name, path: `${path}/${name}`, facts, opaque });
    }
  }

  #entry(folder: number, entry: Entry): void {
    const { path, facts } = entry;
    const below = this.#lowers.facts(path);
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
    for (const name of this.#lowers.namesIn(path)) if (!held.has(name)) this.#tell(`${path}/${name}`, "deleted");
  }

  #sameCapability(folder: number, { name, path, facts }: Entry): boolean {
    if ((facts.mode & fileTypes.mask) !== fileTypes.file) return true;
    const inode = openAt(folder, name, inodeFlags);
    if (inode < 0) return true;
    const own = capabilityOf(inode);
    closeFd(inode);
    return own === this.#lowers.find(path, capabilityOf);
  }
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
