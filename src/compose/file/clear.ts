import { matches, type TreePath } from "../tree/path.ts";
import { isList, isMap, type Tree } from "../tree/value.ts";

/** Takes away what stands at the places. The tree changes. */
export function clearPaths(value: Tree, places: readonly TreePath[], path: TreePath = []): void {
  if (places.length === 0) return;
  if (isMap(value))
    for (const [key, item] of value) {
      const below = [...path, key];
      if (places.some((place) => matches(below, place))) value.delete(key);
      else clearPaths(item, places, below);
    }
  else if (isList(value)) for (const [at, item] of value.entries()) clearPaths(item, places, [...path, `[${at}]`]);
}
