/** Whose package it is: the type of its package URL. */
export type PackageKind = "deb" | "apk" | "rpm" | "npm" | "pypi" | "golang" | "maven";

/** A package that a file tree holds, as its own records say it. */
export interface FoundPackage {
  readonly kind: PackageKind;
  /** Of distributions the distribution, of npm the scope with its `@`, of Go the path before the name, of Maven the group. */
  readonly namespace?: string;
  readonly name: string;
  /** Empty where nothing says it. */
  readonly version: string;
  /** Of the package URL: `arch`, `epoch`. */
  readonly qualifiers: Readonly<Record<string, string>>;
  /** In the package's own words; each applies. */
  readonly licenses: readonly string[];
  /** Who made or maintains it: `NAME <ADDRESS>`. */
  readonly maintainer?: string;
  readonly homepage?: string;
  readonly description?: string;
  /** The source package that a distribution built it of, where that has another name or version. */
  readonly source?: { readonly name: string; readonly version: string };
  /** Where it was found: paths from the root, `/` first; of what lies in an archive `ARCHIVE!PATH`. Sorted. */
  readonly locations: readonly string[];
  /** The package of the distribution whose files these are: `deb/python3-six`. */
  readonly ownedBy?: string;
}

/** What a file tree holds. */
export interface Catalogue {
  /** Of its os-release(5). */
  readonly distribution?: Distribution;
  /** In the order of their package URLs. */
  readonly packages: readonly FoundPackage[];
  /** The files that say which packages there are, in the order of their paths. */
  readonly files: readonly EvidenceFile[];
  /** What could not be read, in words. */
  readonly notes: readonly string[];
}

export interface EvidenceFile {
  /** From the root, `/` first. */
  readonly path: string;
  /** Of its content, in hexadecimal. */
  readonly sha1: string;
  readonly sha256: string;
  /** Of the layers that were asked for the one that it came with, counted from the bottom. */
  readonly layer?: number;
}

export interface Distribution {
  readonly id: string;
  readonly versionId: string;
  readonly prettyName: string;
}

const control = /\p{Cc}+/gu;

/** One line of text of a hostile file: without control characters, cut off at `limit` characters. */
export function lineOf(text: string, limit = 512): string {
  return text.slice(0, limit).replace(control, " ").trim();
}

/** The fields that have something in them. */
export function present<T extends Readonly<Record<string, string | undefined>>>(
  fields: T,
): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== "")) as {
    [K in keyof T]?: string;
  };
}
