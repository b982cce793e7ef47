import { EngineError } from "#base/errors.ts";
import { linesOf } from "#formats/packages/control-fields.ts";
import { parseDebianCopyright } from "#formats/packages/debian-copyright.ts";
import { parseDpkgStatus } from "#formats/packages/dpkg-status.ts";
import type { FoundPackage } from "#formats/packages/package.ts";
import type { Finder, OwnedFile, TreeFiles } from "../finder.ts";

const database = "/var/lib/dpkg";
const maxPackages = 200_000;
const statusBytes = 128 << 20;
const copyrightBytes = 1 << 20;
const listBytes = 64 << 20;

/** Debian's packages: dpkg's database, or the files that images without dpkg have instead. */
export const dpkgFinder: Finder = {
  wants: ({ path, name }) =>
    path === `${database}/status` || (path === `${database}/status.d/${name}` && !name.endsWith(".md5sums")),
  find(file, { tree, owns }) {
    const packages = parseDpkgStatus(file.text(statusBytes), file.path);
    if (file.path === `${database}/status`) owns(() => ownedFiles(tree));
    if (packages.length > maxPackages) throw new EngineError("resource-exhausted", `more than ${maxPackages} packages`);
    return packages.map((found) => ({ ...found, licenses: licensesOf(tree, found) }));
  },
};

function licensesOf(tree: TreeFiles, { name }: FoundPackage): readonly string[] {
  if (name.includes("/")) return [];
  const text = tree.text(`/usr/share/doc/${name}/copyright`, copyrightBytes);
  return text === undefined ? [] : parseDebianCopyright(text);
}

function* ownedFiles(tree: TreeFiles): Generator<OwnedFile> {
  for (const name of tree.names(`${database}/info`)) {
    const [, owner] = /^(.+?)(?::[^:]+)?\.list$/.exec(name) ?? [];
    if (owner === undefined) continue;
    const text = tree.text(`${database}/info/${name}`, listBytes) ?? "";
    for (const path of linesOf(text)) yield { owner: `deb/${owner}`, path };
  }
}
