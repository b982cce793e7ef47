import { type Stats, statSync } from "node:fs";

/** Undefined where nothing is there; a file in the way of the path is an error. */
export function statIfThere(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
