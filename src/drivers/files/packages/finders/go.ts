import { readGoBuildInfo } from "#formats/packages/go-binary.ts";
import { parseGoBuildInfo } from "#formats/packages/go-build-info.ts";
import type { Finder } from "../finder.ts";

/** No program of Go is smaller. */
const leastBytes = 64 * 1024;

/** Modules that programs of Go were built of. */
export const goFinder: Finder = {
  wants: ({ mode, sizeBytes }) => (mode & 0o111) !== 0 && sizeBytes >= leastBytes,
  find(file) {
    const info = readGoBuildInfo(file);
    return info === undefined ? [] : parseGoBuildInfo(info, file.path);
  },
};
