import { join, resolve } from "node:path";
import { ignoreFileNames, parseDockerignore } from "#formats/dockerignore/parse.ts";
import { hostFiles } from "../file/file-access.ts";
import type { Build } from "../shape/build.ts";
import { PathPatterns } from "./path-patterns.ts";

/** What the ignore file of a service's build leaves out. */
export function ignoredByBuild(build: Build | undefined): PathPatterns | undefined {
  if (build === undefined) return undefined;
  const folder = resolve(build.context ?? ".");
  const path = ignoreFileNames(build.dockerfile ?? "")
    .map((name) => join(folder, name))
    .find((each) => hostFiles.kindOf(each) === "file");
  return new PathPatterns(folder, path === undefined ? [] : parseDockerignore(hostFiles.readText(path)));
}
