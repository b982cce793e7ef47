import type { Op } from "#base/op.ts";
import type { BuildFileWorker, OpenTree } from "#core/build/file-worker.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";

export interface LaidTrees {
  readonly below: OpenTree;
  readonly above: OpenTree;
}

type Reader = Pick<BuildFileWorker, "statFile" | "readFolder">;

const typeMask = 0o170000;
const folderType = 0o040000;
const symlinkType = 0o120000;

/**
 * Walks only what both trees have: what one alone has is there in either way.
 * @see FileRunner.laysAsCopied
 */
export async function laysAsCopied(op: Op, reader: Reader, { below, above }: LaidTrees): Promise<boolean> {
  const roots = await Promise.all([reader.statFile(op, below, "/"), reader.statFile(op, above, "/")]);
  const [rootBelow, rootAbove] = roots;
  if (rootBelow === undefined || rootAbove === undefined || !fits(rootBelow, rootAbove)) return false;
  const folders = ["/"];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const common = await commonFolders(op, reader, { below, above, folder });
    if (common === undefined) return false;
    folders.push(...common);
  }
  return true;
}

/** Folders in a folder of both trees that both have; undefined: something does not fit. */
async function commonFolders(
  op: Op,
  reader: Reader,
  { below, above, folder }: LaidTrees & { readonly folder: string },
): Promise<string[] | undefined> {
  const upper = await reader.readFolder(op, above, { path: folder });
  if (upper?.length === 0) return [];
  const lower = await reader.readFolder(op, below, { path: folder });
  // A name that is no text leads nowhere.
  if (upper === undefined || lower === undefined) return undefined;
  const known = new Map(lower.map((file) => [file.path, file]));
  const common: string[] = [];
  for (const file of upper) {
    const under = known.get(file.path);
    if (under === undefined) continue;
    if (!fits(under, file)) return undefined;
    if (isFolder(file)) common.push(`${folder === "/" ? "" : folder}/${file.path}`);
  }
  return common;
}

function fits(below: TreeFile, above: TreeFile): boolean {
  if (isFolder(below) !== isFolder(above)) return false;
  if (!isFolder(below)) return (below.mode & typeMask) !== symlinkType;
  const sameOwner = below.uid === above.uid && below.gid === above.gid;
  return sameOwner && below.mode === above.mode && attributesOf(below) === attributesOf(above);
}

function isFolder({ mode }: TreeFile): boolean {
  return (mode & typeMask) === folderType;
}

function attributesOf({ xattrs }: TreeFile): string {
  const all = Object.entries(xattrs).map(([name, value]) => [name, Buffer.from(value).toString("base64")]);
  return JSON.stringify(all.sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)));
}
