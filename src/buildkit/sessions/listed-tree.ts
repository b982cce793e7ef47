import { EngineError } from "#base/errors.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";
import { inodeMode } from "#formats/go-mode.ts";
import type { Stat } from "../gen/fsutil.gen.ts";

const folderType = 0o040000;
const typeMask = 0o170000;

/**
 * What a client lists of a tree, checked: paths are clean, below the root, below folders that were listed, and no two are
 * equal. So nothing that is written by them gets out of its folder. Files have numbers in the order of their listing.
 */
export class ListedTree {
  readonly #folders = new Set<string>([""]);
  readonly #numbers = new Map<string, number>();
  #count = 0;

  /** @throws invalid-argument for a path that no honest client sends */
  add(stat: Stat): TreeFile {
    const { path } = stat;
    const parent = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
    if (!isClean(path) || !this.#folders.has(parent) || this.#numbers.has(path))
      throw new EngineError("invalid-argument", `invalid path ${JSON.stringify(path)} in the list of files`);
    const facts = factsOf(stat);
    this.#numbers.set(path, this.#count++);
    if ((facts.mode & typeMask) === folderType) this.#folders.add(path);
    return facts;
  }

  /** What the client calls the file by. @throws not-found */
  numberOf(path: string): number {
    const number = this.#numbers.get(path);
    if (number === undefined) throw new EngineError("not-found", `${path}: not in the list of files`);
    return number;
  }
}

function isClean(path: string): boolean {
  return path !== "" && !path.includes("\0") && path.split("/").every((part) => !["", ".", ".."].includes(part));
}

function factsOf(stat: Stat): TreeFile {
  return {
    path: stat.path,
    mode: inodeMode(stat.mode),
    uid: stat.uid,
    gid: stat.gid,
    sizeBytes: Number(stat.size),
    mtimeNs: stat.modTime,
    linkName: stat.linkname,
    deviceMajor: Number(stat.devmajor),
    deviceMinor: Number(stat.devminor),
    xattrs: stat.xattrs,
  };
}
