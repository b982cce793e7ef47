import { type Paragraph, paragraphs } from "./control-fields.ts";
import { type FoundPackage, lineOf, present } from "./package.ts";

/** States (dpkg(1)) in which nothing of a package but perhaps its configuration is there. */
const absent = new Set(["not-installed", "config-files"]);

/**
 * The packages of dpkg's `status`, or of a file of `status.d`, which images without dpkg have instead.
 * @param location the file, for what was found in it
 */
export function parseDpkgStatus(text: string, location: string): FoundPackage[] {
  const found: FoundPackage[] = [];
  for (const paragraph of paragraphs(text)) {
    const name = lineOf(paragraph.field("package"));
    const state = paragraph.field("status").split(/\s+/).at(-1) ?? "";
    if (name === "" || absent.has(state)) continue;
    found.push(packageOf(name, paragraph, location));
  }
  return found;
}

function packageOf(name: string, paragraph: Paragraph, location: string): FoundPackage {
  const version = lineOf(paragraph.field("version"));
  const source = sourceOf(paragraph.field("source"), version);
  return {
    kind: "deb",
    name,
    version,
    qualifiers: present({ arch: lineOf(paragraph.field("architecture")) }) as Record<string, string>,
    licenses: [],
    ...present({
      maintainer: lineOf(paragraph.field("maintainer")),
      homepage: lineOf(paragraph.field("homepage")),
      description: lineOf(paragraph.field("description").split("\n", 1)[0] ?? ""),
    }),
    ...(source === undefined || source.name === name ? {} : { source }),
    locations: [location],
  };
}

/** `glibc`, or `gcc-defaults (1.203)` where the versions differ. */
function sourceOf(text: string, version: string): FoundPackage["source"] {
  const [, name = "", own] = /^(\S+)(?:\s+\(([^)]*)\))?/.exec(lineOf(text)) ?? [];
  return name === "" ? undefined : { name, version: own ?? version };
}
