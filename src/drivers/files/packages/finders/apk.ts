import { apkFiles, parseApkInstalled } from "#formats/packages/apk-installed.ts";
import type { Finder } from "../finder.ts";

const databases: ReadonlySet<string> = new Set(["/lib/apk/db/installed", "/usr/lib/apk/db/installed"]);
const databaseBytes = 256 << 20;

/** Alpine's packages. */
export const apkFinder: Finder = {
  wants: ({ path }) => databases.has(path),
  find(file, { tree, owns }) {
    const { path } = file;
    owns(function* () {
      for (const { owner, path: owned } of apkFiles(tree.text(path, databaseBytes) ?? ""))
        yield { owner: `apk/${owner}`, path: owned };
    });
    return parseApkInstalled(file.text(databaseBytes), path);
  },
};
