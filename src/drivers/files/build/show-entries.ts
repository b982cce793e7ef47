import type { FolderRequest } from "#core/build/runners.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";
import { type ByteString, byteStringText, textByteString } from "#formats/tar/entry.ts";
import { check, closeFd, openAt, openFlags } from "#sys/files/calls.ts";
import { treeFileOf } from "#sys/files/read-tree.ts";
import { atRoot, type FilterState, SelectionFilter } from "./selection-filter.ts";
import { baseOf, factsOf, isFolder, joined, type SourceView, sortedNames } from "./source-view.ts";

const inodeOnly = openFlags.path | openFlags.noFollow;
const folderFlags = openFlags.readOnly | openFlags.directory | openFlags.noFollow;

/** @see BuildFileWorker.statFile */
export function statOf(view: SourceView, path: string): TreeFile | undefined {
  const located = view.locate(textByteString(path), { follow: true });
  if (located === undefined) return undefined;
  try {
    const name = byteStringText(baseOf(located.path)) || "/";
    return { ...treeFileOf(located.inode, "", { facts: located.facts, links: new Map() }), path: name };
  } finally {
    closeFd(located.inode);
  }
}

/** @see BuildFileWorker.readFolder */
export function entriesOf(view: SourceView, { path, includePattern }: FolderRequest): TreeFile[] | undefined {
  const filter = new SelectionFilter({
    includePatterns: includePattern === undefined ? [] : [includePattern],
    excludePatterns: [],
  });
  const located = view.locate(textByteString(path), { follow: true });
  if (located === undefined) return undefined;
  try {
    // As BuildKit: of a file nothing is in it.
    if (!isFolder(located.facts)) return [];
    const folder = view.openFolder(located.inode, located.path);
    try {
      const links = new Map<string, string>();
      const names = view.names(folder, located.path).filter((name) => isShown(folder, name, { filter, state: atRoot }));
      return names.map((name) => entryOf(view, { folder, name, path: joined(located.path, name), links }));
    } finally {
      closeFd(folder);
    }
  } finally {
    closeFd(located.inode);
  }
}

interface Shown {
  readonly filter: SelectionFilter;
  /** Of the folder. */
  readonly state: FilterState;
  /** Below the folder that was asked for. */
  readonly above?: ByteString;
}

/** Whether the pattern fits it, or something in it. */
function isShown(folder: number, name: ByteString, { filter, state, above }: Shown): boolean {
  const path = above === undefined ? name : `${above}/${name}`;
  const verdict = filter.judge(path, state);
  if (verdict.passes) return true;
  if (!verdict.mayHoldSome) return false;
  const inner = openAt(folder, name, folderFlags);
  if (inner < 0) return false;
  try {
    return sortedNames(inner, path).some((child) => isShown(inner, child, { filter, state: verdict, above: path }));
  } finally {
    closeFd(inner);
  }
}

interface Entry {
  readonly folder: number;
  readonly name: ByteString;
  readonly path: ByteString;
  /** The first name of each file that has several. */
  readonly links: Map<string, string>;
}

function entryOf(view: SourceView, { folder, name, path, links }: Entry): TreeFile {
  const inode = check(openAt(folder, name, inodeOnly), "open", path);
  try {
    return treeFileOf(inode, name, { facts: view.seen(factsOf(inode, path), path), links });
  } finally {
    closeFd(inode);
  }
}
