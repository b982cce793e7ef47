import { posix } from "node:path";

/** A path of an instruction, absolute; what ends like a folder (`/`, `/.`, or the folder itself) keeps its slash. */
export function destinationPath(workingDir: string, path: string): string {
  const given = path === "." || path === "" ? "./" : path;
  const absolute = posix.resolve("/", workingDir === "" ? "/" : workingDir, given);
  const isFolder = given.endsWith("/") || given.endsWith("/.");
  return isFolder && absolute !== "/" ? `${absolute}/` : absolute;
}

/** A path below a tree's root, absolute and clean. */
export function rootedPath(path: string): string {
  return posix.resolve("/", path);
}
