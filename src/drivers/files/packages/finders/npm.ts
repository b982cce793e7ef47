import { parsePackageJson, parsePackageLock } from "#formats/packages/npm.ts";
import type { Finder } from "../finder.ts";

const installed = /\/node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/;
const locks: ReadonlySet<string> = new Set(["package-lock.json", "npm-shrinkwrap.json"]);
const packageBytes = 4 << 20;
const lockBytes = 64 << 20;

/** Packages of npm: what lies in `node_modules`; of sources also what a lock file would put there. */
export const npmFinder: Finder = {
  wants: ({ path, name }) => (name === "package.json" && installed.test(path)) || locks.has(name),
  find(file, { declared, tree }) {
    const slash = file.path.lastIndexOf("/");
    if (!locks.has(file.path.slice(slash + 1))) {
      const found = parsePackageJson(file.text(packageBytes), file.path);
      return found === undefined ? [] : [found];
    }
    const folder = file.path.slice(0, slash);
    const isOfPackage = folder.includes("/node_modules/") || tree.exists(`${folder}/node_modules`);
    return declared && !isOfPackage ? parsePackageLock(file.text(lockBytes), file.path) : [];
  },
};
