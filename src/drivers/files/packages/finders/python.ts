import { parsePythonMetadata } from "#formats/packages/python-metadata.ts";
import type { Finder } from "../finder.ts";

const metadata = /(?:\.dist-info\/METADATA|\.egg-info\/PKG-INFO|EGG-INFO\/PKG-INFO|\.egg-info)$/;
const metadataBytes = 8 << 20;

/** Installed distributions of Python: wheels, and eggs of before. */
export const pythonFinder: Finder = {
  wants: ({ path }) => metadata.test(path),
  find(file) {
    const found = parsePythonMetadata(file.text(metadataBytes), file.path);
    return found === undefined ? [] : [found];
  },
};
