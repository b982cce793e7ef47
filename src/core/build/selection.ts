import type { CopyAction } from "./file-operation.ts";
import type { TreeSelection } from "./runners.ts";

/** What a copy reads of its tree. */
export function selectionOf(action: CopyAction): TreeSelection {
  const { source, wildcards, followSymlinks, excludePatterns, includePatterns } = action;
  return { paths: [source], wildcards, followSymlinks, excludePatterns, includePatterns };
}
