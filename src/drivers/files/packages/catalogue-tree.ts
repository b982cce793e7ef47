import { EngineError, isEngineError, messageOf } from "#base/errors.ts";
import type { CatalogueOptions } from "#core/packages/contract.ts";
import { parseOsRelease } from "#formats/packages/os-release.ts";
import type { Catalogue, Distribution, EvidenceFile, FoundPackage } from "#formats/packages/package.ts";
import { isOfDistribution, packageUrl } from "#formats/packages/purl.ts";
import { SyscallError } from "#sys/libc.ts";
import type { Cancellation } from "../cancellation.ts";
import type { Finder, FinderRoom, OwnedFile, TreeFiles } from "./finder.ts";
import { apkFinder } from "./finders/apk.ts";
import { dpkgFinder } from "./finders/dpkg.ts";
import { goFinder } from "./finders/go.ts";
import { javaFinder } from "./finders/java.ts";
import { npmFinder } from "./finders/npm.ts";
import { pythonFinder } from "./finders/python.ts";
import { rpmFinder } from "./finders/rpm.ts";
import { withLayers } from "./layers-of-files.ts";
import { OpenFile } from "./open-file.ts";
import { ReadBudget } from "./read-budget.ts";
import { treeFiles } from "./tree-files.ts";
import { type WalkedFile, walkFiles } from "./tree-walk.ts";

const finders: readonly Finder[] = [dpkgFinder, apkFinder, rpmFinder, npmFinder, pythonFinder, javaFinder, goFinder];
const maxPackages = 1_000_000;
const maxNotes = 100;
const nestedArchiveBytes = 4 * 2 ** 30;
const readBytes = 32 * 2 ** 30;
const osReleaseBytes = 1 << 20;

export interface CatalogueRoom extends CatalogueOptions {
  readonly cancellation: Cancellation;
}

/** @see PackageCataloguer.catalogue */
export function catalogueTree(root: number, room: CatalogueRoom): Catalogue {
  return new TreeCatalogue(root, room).read(root);
}

class TreeCatalogue {
  readonly #budget = new ReadBudget(readBytes);
  readonly #tree: TreeFiles;
  readonly #room: CatalogueRoom;
  readonly #finding: FinderRoom;
  readonly #found: FoundPackage[] = [];
  readonly #evidence: EvidenceFile[] = [];
  readonly #notes: string[] = [];
  readonly #owned: (() => Iterable<OwnedFile>)[] = [];

  constructor(root: number, room: CatalogueRoom) {
    this.#tree = treeFiles(root, this.#budget);
    this.#room = room;
    const note = (text: string): void => this.#note(text);
    this.#finding = {
      ...{ declared: room.declared, tree: this.#tree, note },
      archives: { bytesLeft: nestedArchiveBytes, note },
      owns: (files) => this.#owned.push(files),
    };
  }

  read(root: number): Catalogue {
    const distribution = distributionOf(this.#tree);
    const throwIfCancelled = (): void => this.#room.cancellation.throwIfCancelled();
    for (const file of walkFiles(root, { throwIfCancelled, note: (text) => this.#note(text) })) {
      const finder = finders.find((one) => one.wants(file));
      if (finder !== undefined) this.#find(finder, file);
    }
    const packages = this.#withOwners().map((found) => inDistribution(found, distribution));
    return {
      ...(distribution === undefined ? {} : { distribution }),
      packages: merged(packages, distribution),
      files: withLayers(
        this.#evidence.sort((a, b) => (a.path < b.path ? -1 : 1)),
        this.#room.layers ?? [],
      ),
      notes: this.#notes,
    };
  }

  #find(finder: Finder, walked: WalkedFile): void {
    this.#noting(walked.path, () => {
      using file = new OpenFile(walked, this.#budget);
      const found = finder.find(file, this.#finding);
      if (found.length === 0) return;
      if (this.#found.length + found.length > maxPackages)
        throw new EngineError("resource-exhausted", `more than ${maxPackages} packages`);
      for (const one of found) this.#found.push(one);
      const evidence = file.evidence(() => this.#room.cancellation.throwIfCancelled());
      if (evidence !== undefined) this.#evidence.push(evidence);
    });
  }

  /** Does what may meet something unreadable, which becomes a note. */
  #noting(what: string, work: () => void): void {
    try {
      this.#room.cancellation.throwIfCancelled();
      work();
    } catch (error) {
      if (isEngineError(error, "canceled")) throw error;
      const isUnreadable = error instanceof EngineError || error instanceof SyscallError || error instanceof RangeError;
      if (!isUnreadable) throw error;
      this.#note(`${what}: ${messageOf(error)}`);
    }
  }

  #note(text: string): void {
    if (this.#notes.length < maxNotes) this.#notes.push(text.slice(0, 1000));
  }

  /** Says of each package whose file came with one of the distribution which that is. */
  #withOwners(): FoundPackage[] {
    const paths = new Set(this.#found.flatMap((found) => (isOfDistribution(found) ? [] : found.locations.map(fileOf))));
    if (paths.size === 0) return this.#found;
    const owners = new Map<string, string>();
    for (const files of this.#owned) this.#noting("files of packages", () => addOwners(owners, files(), paths));
    return this.#found.map((found) => {
      const owner = isOfDistribution(found) ? undefined : owners.get(fileOf(found.locations[0] ?? ""));
      return owner === undefined ? found : { ...found, ownedBy: owner };
    });
  }
}

function addOwners(owners: Map<string, string>, files: Iterable<OwnedFile>, paths: ReadonlySet<string>): void {
  for (const { owner, path } of files)
    for (const place of placesOf(path)) if (paths.has(place)) owners.set(place, owner);
}

/** Of what lies in an archive the archive. */
function fileOf(location: string): string {
  return location.split("!", 1)[0] ?? location;
}

/** Where a file is that a list names: folders of the root may be links to those of `/usr`. */
function placesOf(path: string): readonly string[] {
  const absolute = path.startsWith("/") ? path : `/${path}`;
  return /^\/(?:bin|sbin|lib\w*)\//.test(absolute) ? [absolute, `/usr${absolute}`] : [absolute];
}

function distributionOf(tree: TreeFiles): Distribution | undefined {
  const text = tree.text("/etc/os-release", osReleaseBytes) ?? tree.text("/usr/lib/os-release", osReleaseBytes);
  return text === undefined ? undefined : parseOsRelease(text);
}

const usualDistributions: Readonly<Record<string, string>> = { deb: "debian", apk: "alpine" };

function inDistribution(found: FoundPackage, distribution: Distribution | undefined): FoundPackage {
  const namespace = isOfDistribution(found) ? (distribution?.id ?? usualDistributions[found.kind]) : undefined;
  return namespace === undefined ? found : { ...found, namespace };
}

/** One of each, in the order of their package URLs, with all places where it was found. */
function merged(packages: readonly FoundPackage[], distribution: Distribution | undefined): FoundPackage[] {
  const byUrl = new Map<string, FoundPackage[]>();
  for (const found of packages) {
    const url = packageUrl(found, distribution);
    const same = byUrl.get(url);
    if (same === undefined) byUrl.set(url, [found]);
    else same.push(found);
  }
  return [...byUrl]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, same]) => {
      const [first] = same;
      const locations = [...new Set(same.flatMap((found) => found.locations))].sort();
      return first === undefined ? [] : [{ ...first, locations }];
    });
}
