import { linesOf } from "./control-fields.ts";
import { type FoundPackage, lineOf, present } from "./package.ts";

/** The packages of apk's database, `lib/apk/db/installed`: one letter, a colon and a value a line. */
export function parseApkInstalled(text: string, location: string): FoundPackage[] {
  const found: FoundPackage[] = [];
  let fields = new Map<string, string>();
  const end = (): void => {
    if (fields.get("P")) found.push(packageOf(fields, location));
    fields = new Map();
  };
  for (const line of linesOf(text)) {
    if (line === "") end();
    else if (line[1] === ":" && !fields.has(line[0] as string)) fields.set(line[0] as string, lineOf(line.slice(2)));
  }
  end();
  return found;
}

function packageOf(fields: ReadonlyMap<string, string>, location: string): FoundPackage {
  const value = (letter: string): string => fields.get(letter) ?? "";
  const [name, version, origin, license] = [value("P"), value("V"), value("o"), value("L")];
  return {
    kind: "apk",
    name,
    version,
    qualifiers: present({ arch: value("A") }) as Record<string, string>,
    licenses: license === "" ? [] : [license],
    ...present({ maintainer: value("m"), homepage: value("U"), description: value("T") }),
    ...(origin === "" || origin === name ? {} : { source: { name: origin, version } }),
    locations: [location],
  };
}

/** The files that each package owns, without a slash in front. */
export function* apkFiles(text: string): Generator<{ readonly owner: string; readonly path: string }> {
  let [owner, folder] = ["", ""];
  for (const line of linesOf(text)) {
    if (line.startsWith("P:")) [owner, folder] = [line.slice(2), ""];
    else if (line.startsWith("F:")) folder = line.slice(2);
    else if (line.startsWith("R:")) yield { owner, path: folder === "" ? line.slice(2) : `${folder}/${line.slice(2)}` };
  }
}
