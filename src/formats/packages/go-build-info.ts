import { linesOf } from "./control-fields.ts";
import { type FoundPackage, lineOf } from "./package.ts";

const maxModules = 20_000;

export interface GoBuildInfo {
  /** `go1.21.3`. */
  readonly goVersion: string;
  /** The text that `go version -m` shows, without its sentinels. */
  readonly modules: string;
}

interface GoModule {
  readonly path: string;
  readonly version: string;
}

/** The modules that a Go program was built of (Go, runtime/debug.ParseBuildInfo), with the standard library. */
export function parseGoBuildInfo({ goVersion, modules }: GoBuildInfo, location: string): FoundPackage[] {
  const found: GoModule[] = [];
  for (const line of linesOf(modules)) {
    const [kind, path = "", version = ""] = line.split("\t");
    const module = { path: lineOf(path), version: lineOf(version) };
    if (kind === "=>") found.splice(-1, 1, replaced(found.at(-1), module));
    else if ((kind === "mod" || kind === "dep") && found.length < maxModules) found.push(module);
  }
  const [, release] = /^go(\d+(?:\.\d+)*(?:(?:rc|beta)\d+)?)/.exec(goVersion) ?? [];
  const standard = release === undefined ? [] : [{ path: "stdlib", version: release }];
  return [...found, ...standard].filter(({ path }) => path !== "").map((module) => packageOf(module, location));
}

/** What a module was replaced by is what was built; of a folder on the maker's disk nothing else is known. */
function replaced(module: GoModule | undefined, by: GoModule): GoModule {
  return /^\.{0,2}\//.test(by.path) ? { path: module?.path ?? "", version: "" } : by;
}

function packageOf({ path, version }: GoModule, location: string): FoundPackage {
  const slash = path.lastIndexOf("/");
  return {
    kind: "golang",
    ...(slash < 0 ? {} : { namespace: path.slice(0, slash) }),
    name: path.slice(slash + 1),
    version: version === "(devel)" ? "" : version,
    qualifiers: {},
    licenses: [],
    locations: [location],
  };
}
