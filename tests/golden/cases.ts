import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { type GoldenFile, readGoldenFile } from "./case.ts";

const folder = join(import.meta.dir, "cases");

/** All files of cases, by what they are called in test names: `container/rm`. */
export function goldenFiles(): ReadonlyMap<string, GoldenFile> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".txt"));
  return new Map(
    paths.sort().map((path) => [relative("", path).replace(/\.txt$/, ""), readGoldenFile(join(folder, path))]),
  );
}
