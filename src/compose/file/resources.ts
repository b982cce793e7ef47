import { dirname, isAbsolute, join, relative } from "node:path";
import type { Op } from "#base/op.ts";
import type { FileAccess } from "./file-access.ts";

/** Where files come from that others refer to: folders, repositories, registries. */
export interface ResourceLoader {
  accepts(reference: string): boolean;
  /** The path of the local copy; `undefined` while there is none. */
  pathOf(reference: string): string | undefined;
  /** Makes the local copy. @throws ComposeError */
  fetch(op: Op, reference: string): Promise<void>;
  /** The folder that paths in it stand below, as seen from the folder of the file that refers to it. */
  folderOf(reference: string): string;
}

/** Loading cannot go on before a resource is here; once it is, it begins anew. */
export class ResourceNeeded extends Error {
  override readonly name = "ResourceNeeded";

  constructor(
    readonly loader: ResourceLoader,
    readonly reference: string,
  ) {
    super(`${reference} is not here yet`);
  }
}

/** The path of the local copy. @throws ResourceNeeded */
export function localPath(loader: ResourceLoader, reference: string): string {
  const path = loader.pathOf(reference);
  if (path === undefined) throw new ResourceNeeded(loader, reference);
  return path;
}

/** Files of this host; relative paths stand below `folder`. */
export function localFiles(folder: string, { kindOf }: FileAccess): ResourceLoader {
  const absolute = (path: string): string => (isAbsolute(path) ? join(path) : join(folder, path));
  return {
    accepts: () => true,
    pathOf: absolute,
    fetch: async () => {},
    folderOf(path) {
      const whole = absolute(path);
      return relative(folder, kindOf(whole) === "folder" ? whole : absolute(dirname(path))) || ".";
    },
  };
}
