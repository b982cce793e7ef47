import { statSync } from "node:fs";
import { dirname, isAbsolute, join, relative } from "node:path";
import type { Op } from "#base/op.ts";

/** Where files come from that others refer to: folders, repositories, registries. */
export interface ResourceLoader {
  accepts(reference: string): boolean;
  /** The path of a local copy. @throws ComposeError */
  load(op: Op, reference: string): Promise<string>;
  /** The folder that paths in it stand below, as seen from the folder of the file that refers to it. */
  folderOf(reference: string): string;
}

/** Files of this host; relative paths stand below `folder`. */
export function localFiles(folder: string): ResourceLoader {
  const absolute = (path: string): string => (isAbsolute(path) ? join(path) : join(folder, path));
  return {
    accepts: () => true,
    load: async (_, path) => absolute(path),
    folderOf(path) {
      const whole = absolute(path);
      return relative(folder, isFolder(whole) ? whole : absolute(dirname(path))) || ".";
    },
  };
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
