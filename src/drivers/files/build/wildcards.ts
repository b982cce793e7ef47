import { posix } from "node:path";
import { type GoPattern, goPattern, hasWildcards } from "#formats/patterns/go-pattern.ts";
import { type ByteString, byteStringText, textByteString } from "#formats/tar/entry.ts";
import { check, closeFd, openAt } from "#sys/files/calls.ts";
import { inodeFlags } from "../paths.ts";
import { factsOf, isFolder, joined, type SourceView } from "./source-view.ts";

/**
 * The paths that a pattern fits, in the order of a walk, as fsutil's ResolveWildcards finds them: what stands before the first
 * part with a wildcard is a path, whose symlinks are followed; of a folder that fits nothing below it is looked at. Without
 * wildcards it is the path itself, whether it is there or not.
 */
export function matchingPaths(view: SourceView, pattern: string): ByteString[] {
  const parts = posix.resolve("/", pattern).slice(1).split("/");
  const first = parts.findIndex(hasWildcards);
  if (first < 0) return [textByteString(posix.resolve("/", pattern))];
  const folder = view.locate(textByteString(`/${parts.slice(0, first).join("/")}`), { follow: true });
  if (folder === undefined) return [];
  try {
    const fits = goPattern(parts.slice(first).join("/"));
    if (fits === undefined || !isFolder(folder.facts)) return [];
    const walk = new PatternWalk(view, fits, depthOf(parts.slice(first)));
    walk.folder(folder.inode, folder.path, "");
    return walk.found;
  } finally {
    closeFd(folder.inode);
  }
}

/** Only a class that excludes characters fits a slash. */
function depthOf(parts: readonly string[]): number {
  return parts.join("/").includes("[^") ? Number.POSITIVE_INFINITY : parts.length;
}

class PatternWalk {
  readonly found: ByteString[] = [];
  readonly #view: SourceView;
  readonly #fits: GoPattern;
  readonly #depth: number;

  constructor(view: SourceView, fits: GoPattern, depth: number) {
    this.#view = view;
    this.#fits = fits;
    this.#depth = depth;
  }

  folder(inode: number, path: ByteString, inner: ByteString, depth = 1): void {
    const folder = this.#view.openFolder(inode, path);
    try {
      for (const name of this.#view.names(folder, path)) {
        const child = joined(path, name);
        const below = inner === "" ? name : `${inner}/${name}`;
        if (this.#fits.test(byteStringText(below))) this.found.push(child);
        else if (depth < this.#depth) this.#below(folder, { name, child, below, depth });
      }
    } finally {
      closeFd(folder);
    }
  }

  #below(folder: number, at: { name: ByteString; child: ByteString; below: ByteString; depth: number }): void {
    const inode = check(openAt(folder, at.name, inodeFlags), "lstat", at.child);
    try {
      if (isFolder(factsOf(inode, at.child))) this.folder(inode, at.child, at.below, at.depth + 1);
    } finally {
      closeFd(inode);
    }
  }
}
