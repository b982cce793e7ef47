import { paragraphs } from "./control-fields.ts";
import { type FoundPackage, lineOf, present } from "./package.ts";

const unknown = new Set(["", "unknown", "none", "n/a"]);
const maxClassifiers = 20;

/** The core metadata of an installed Python distribution: `METADATA` or `PKG-INFO` (PEP 566, 639). */
export function parsePythonMetadata(text: string, location: string): FoundPackage | undefined {
  const [head] = paragraphs(text);
  if (head === undefined) return undefined;
  const value = (name: string): string => lineOf(head.field(name).split("\n", 1)[0] ?? "");
  const [name, version] = [value("name"), value("version")];
  if (name === "" || version === "") return undefined;
  const [author, mail] = [known(value("author")), known(value("author-email"))];
  const person = mail === "" || mail.includes("<") ? mail || author : author === "" ? mail : `${author} <${mail}>`;
  return {
    kind: "pypi",
    name,
    version,
    qualifiers: {},
    licenses: licensesOf(value, head.fields("classifier")),
    ...present({
      maintainer: author !== "" && mail.includes("<") ? mail : person,
      homepage: known(value("home-page")),
      description: known(value("summary")),
    }),
    locations: [location],
  };
}

/** The expression, else the free text where it is a name and not the licence itself, else what the classifiers say. */
function licensesOf(value: (name: string) => string, classifiers: readonly string[]): string[] {
  const [expression, free] = [value("license-expression"), known(value("license"))];
  if (expression !== "") return [expression];
  const classified = classifiers
    .slice(0, 200)
    .map((text) => /^License :: (?:OSI Approved :: )?(.+)$/.exec(lineOf(text))?.[1] ?? "")
    .filter((name) => name !== "" && name !== "OSI Approved")
    .slice(0, maxClassifiers);
  if (free !== "" && free.length <= 64) return [free];
  return classified;
}

function known(text: string): string {
  return unknown.has(text.toLowerCase()) ? "" : text;
}
