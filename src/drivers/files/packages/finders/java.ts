import { isJarName, readJar } from "#formats/packages/jar.ts";
import type { Finder } from "../finder.ts";

/** Java archives, and those in them. */
export const javaFinder: Finder = {
  wants: ({ name }) => isJarName(name),
  find: (file, { archives }) => readJar(file, file.path, archives),
};
