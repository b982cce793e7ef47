import { posix } from "node:path";

/** Go's `path.Clean`: as Node's `normalize`, but no slash stays at the end. */
export function cleanGoPath(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}
