import { EngineError, messageOf } from "#base/errors.ts";
import { inMemory, type RandomAccess } from "../random-access.ts";
import { ZipArchive, type ZipEntry } from "../zip/zip-archive.ts";
import { identityOf, type JarIdentity, parseManifest, parsePomProperties } from "./jar-manifest.ts";
import { type FoundPackage, lineOf, present } from "./package.ts";

const jarName = /\.(?:jar|war|ear|sar|par|nar|hpi|jpi|lpkg)$/i;
const pomProperties = /^META-INF\/maven\/[^/]+\/[^/]+\/pom\.properties$/;
const manifestName = "META-INF/MANIFEST.MF";
const archiveLimits = { entries: 200_000, directoryBytes: 64 << 20 };
const textBytes = 1 << 20;
const nestedBytes = 256 << 20;
const maxDepth = 6;
const maxPoms = 2000;

export function isJarName(name: string): boolean {
  return jarName.test(name);
}

/** What reading of jars may cost altogether. */
export interface JarBudget {
  /** Of what lies in them, unpacked: an archive may name the same bytes many times. */
  bytesLeft: number;
  note(text: string): void;
}

/**
 * The packages of a Java archive and of those that lie in it: by the `pom.properties` that Maven leaves, else by the manifest and
 * the archive's name. @throws invalid-argument for what is no archive · resource-exhausted
 */
export function readJar(file: RandomAccess, location: string, budget: JarBudget): FoundPackage[] {
  return readAt(file, { location, depth: 0, budget });
}

interface Place {
  readonly location: string;
  readonly depth: number;
  readonly budget: JarBudget;
}

function readAt(file: RandomAccess, place: Place): FoundPackage[] {
  const archive = new ZipArchive(file, archiveLimits);
  const own = ownPackages(archive, place);
  const nested = archive.entries.filter(({ name }) => isJarName(name));
  return [...own, ...nested.flatMap((entry) => readNested(archive, entry, place))];
}

function readNested(archive: ZipArchive, entry: ZipEntry, { location, depth, budget }: Place): FoundPackage[] {
  const path = `${location}!${lineOf(entry.name, 4096)}`;
  try {
    if (depth >= maxDepth) throw new EngineError("resource-exhausted", `archives within archives, ${maxDepth} deep`);
    const content = readEntry(archive, entry, { limitBytes: nestedBytes, budget });
    return readAt(inMemory(content), { location: path, depth: depth + 1, budget });
  } catch (error) {
    budget.note(`${path}: ${messageOf(error)}`);
    return [];
  }
}

function ownPackages(archive: ZipArchive, place: Place): FoundPackage[] {
  const manifest = archive.entries.find(({ name }) => name === manifestName);
  const values = parseManifest(manifest === undefined ? "" : textOf(archive, manifest, place));
  const poms = archive.entries
    .filter(({ name }) => pomProperties.test(name))
    .slice(0, maxPoms)
    .flatMap((entry) => parsePomProperties(textOf(archive, entry, place)) ?? []);
  const license = lineOf(values.get("bundle-license") ?? "", 200);
  const facts = { licenses: license === "" ? [] : [license], location: place.location };
  const fileName = place.location.slice(Math.max(place.location.lastIndexOf("/"), place.location.lastIndexOf("!")) + 1);
  const identity = identityOf(values, fileName);
  const isKnown = poms.length > 0 || identity.version === "" || identity.artifact === "";
  const found = isKnown ? poms : [identity];
  // Of a jar of several projects only its own is what the manifest speaks of.
  return found.map((one) => packageOf(one, found.length === 1 ? facts : { ...facts, licenses: [] }));
}

function packageOf(
  { group, artifact, version }: JarIdentity,
  { licenses, location }: { readonly licenses: readonly string[]; readonly location: string },
): FoundPackage {
  const named = present({ namespace: group });
  return { kind: "maven", ...named, name: artifact, version, qualifiers: {}, licenses, locations: [location] };
}

function readEntry(
  archive: ZipArchive,
  entry: ZipEntry,
  { limitBytes, budget }: { readonly limitBytes: number; readonly budget: JarBudget },
): Buffer {
  if (entry.sizeBytes > budget.bytesLeft)
    throw new EngineError("resource-exhausted", "what lies in archives is too large altogether");
  budget.bytesLeft -= entry.sizeBytes;
  return archive.read(entry, limitBytes);
}

function textOf(archive: ZipArchive, entry: ZipEntry, { location, budget }: Place): string {
  try {
    return readEntry(archive, entry, { limitBytes: textBytes, budget }).toString("utf8");
  } catch (error) {
    budget.note(`${location}: ${messageOf(error)}`);
    return "";
  }
}
