import { splitEntry } from "./paths.ts";

/** One side of a copy. */
export interface CopySide {
  readonly path: string;
  readonly exists: boolean;
  readonly isFolder: boolean;
  /** What the source's entries are called in the archive, where that is not the last part of the path. */
  readonly name?: string;
}

export interface CopyPlan {
  /** Where the archive is to be unpacked. */
  readonly folder: string;
  /** Replaces the first occurrence of `from` in every name. */
  readonly rename?: { readonly from: string; readonly to: string };
}

/** How an archive of `source` is unpacked so that it becomes `target`. @throws Error in Docker's words */
export function planCopy(source: CopySide, target: CopySide): CopyPlan {
  if (target.exists && target.isFolder) return { folder: target.path };
  if (target.exists && source.isFolder) throw new Error("cannot copy directory");
  const { folder, base } = splitEntry(target.path);
  const from = source.name || splitEntry(source.path).base;
  const assertsFolder = /(?:^|\/)\.?$/.test(target.path);
  if (!target.exists && !source.isFolder && assertsFolder) throw new Error("no such directory");
  return { folder, rename: { from: from === "/" ? "" : from, to: base } };
}

export function renamed(plan: Pick<CopyPlan, "rename">, name: string): string {
  const { rename } = plan;
  if (rename === undefined) return name;
  const at = name.indexOf(rename.from);
  return at < 0 ? name : name.slice(0, at) + rename.to + name.slice(at + rename.from.length);
}
