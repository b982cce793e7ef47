import type { EvidenceFile } from "#formats/packages/package.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import { openRoot, statIn } from "#sys/rooted-files.ts";

/** Says of each file with which layer it came: the uppermost that has it. @param layers their folders, bottom first */
export function withLayers(files: readonly EvidenceFile[], layers: readonly string[]): EvidenceFile[] {
  const found = new Map<string, number>();
  for (const [layer, folder] of [...layers.entries()].reverse()) {
    if (found.size === files.length) break;
    using root = new FdHandle(openRoot(folder));
    for (const { path } of files) if (!found.has(path) && isIn(root.fd, path)) found.set(path, layer);
  }
  return files.map((file) => {
    const layer = found.get(file.path);
    return layer === undefined ? file : { ...file, layer };
  });
}

/** A folder of a layer may be a link where that of the whole tree is none. */
function isIn(root: number, path: string): boolean {
  try {
    return statIn(root, path, { follow: false })?.type === "file";
  } catch {
    return false;
  }
}
