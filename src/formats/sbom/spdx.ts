import type { FoundPackage } from "../packages/package.ts";
import { isOfDistribution, packageUrl } from "../packages/purl.ts";
import { licenseExpression } from "./license-expression.ts";
import { contentUuid, type SbomSubject, shortHash, wholeSeconds } from "./subject.ts";

export const spdxPredicateType = "https://spdx.dev/Document";

const rootId = "SPDXRef-DocumentRoot";
const documentId = "SPDXRef-DOCUMENT";
const noAssertion = "NOASSERTION";

interface Relationship {
  readonly spdxElementId: string;
  readonly relationshipType: string;
  readonly relatedSpdxElement: string;
  readonly comment?: string;
}

interface NamedPackage {
  readonly id: string;
  readonly url: string;
  readonly found: FoundPackage;
}

/** The bill of materials as an SPDX 2.3 document. Equal subjects have equal ones. */
export function spdxDocument(subject: SbomSubject): object {
  const named = namesOf(subject);
  const unlisted = new Map<string, string>();
  const files = new EvidenceFiles(subject);
  const packages = named.map(({ id, url, found }) => packageOf(found, { id, url, unlisted }));
  const relationships: Relationship[] = [
    { spdxElementId: documentId, relationshipType: "DESCRIBES", relatedSpdxElement: rootId },
    ...named.map(({ id }) => ({ spdxElementId: rootId, relationshipType: "CONTAINS", relatedSpdxElement: id })),
    ...named.flatMap((one) => [...ownership(one, named), ...files.evidence(one)]),
  ];
  const body = { packages: [rootPackage(subject), ...packages], files: files.list(), relationships };
  const created = wholeSeconds(subject.created);
  const uuid = contentUuid(JSON.stringify([subject.title, subject.digest, created, body]));
  return {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: documentId,
    name: subject.title,
    documentNamespace: `https://spdx.org/spdxdocs/${encodeURIComponent(subject.title)}-${uuid}`,
    ...(subject.catalogue.notes.length === 0 ? {} : { comment: subject.catalogue.notes.join("\n") }),
    creationInfo: {
      created,
      creators: [`Tool: ${subject.tool.name}-${subject.tool.version}`],
    },
    ...body,
    ...(unlisted.size === 0 ? {} : { hasExtractedLicensingInfos: extractedLicenses(unlisted) }),
  };
}

function namesOf({ catalogue }: SbomSubject): NamedPackage[] {
  return catalogue.packages.map((found) => {
    const url = packageUrl(found, catalogue.distribution);
    const name = found.name.replace(/[^A-Za-z0-9.-]+/g, "-").slice(0, 80);
    return { id: `SPDXRef-Package-${found.kind}-${name}-${shortHash(url)}`, url, found };
  });
}

function rootPackage({ name, kind, digest, catalogue: { distribution } }: SbomSubject): object {
  const about =
    distribution === undefined || distribution.prettyName === "" ? {} : { description: distribution.prettyName };
  return {
    name,
    SPDXID: rootId,
    ...(digest === undefined ? {} : { versionInfo: digest }),
    ...about,
    downloadLocation: noAssertion,
    filesAnalyzed: false,
    ...(digest === undefined
      ? {}
      : { checksums: [{ algorithm: "SHA256", checksumValue: digest.replace(/^sha256:/, "") }] }),
    licenseConcluded: noAssertion,
    licenseDeclared: noAssertion,
    copyrightText: noAssertion,
    primaryPackagePurpose: kind === "image" ? "CONTAINER" : "SOURCE",
  };
}

interface PackageNames {
  readonly id: string;
  readonly url: string;
  readonly unlisted: Map<string, string>;
}

function packageOf(found: FoundPackage, { id, url, unlisted }: PackageNames): object {
  const declared = licenseExpression(found.licenses);
  for (const [reference, said] of declared?.unlisted ?? []) unlisted.set(reference, said);
  const { name, version, maintainer, homepage, description, source, locations } = found;
  const isAddress = homepage !== undefined && /^(?:https?|ftp):\/\/\S+$/.test(homepage);
  return {
    name,
    SPDXID: id,
    ...(version === "" ? {} : { versionInfo: version }),
    ...supplierOf(found, maintainer),
    downloadLocation: noAssertion,
    filesAnalyzed: false,
    ...(isAddress ? { homepage } : {}),
    sourceInfo: `found in ${locations.join(", ")}${source === undefined ? "" : `; built of ${source.name} ${source.version}`.trimEnd()}`,
    licenseConcluded: noAssertion,
    licenseDeclared: declared?.text ?? noAssertion,
    copyrightText: noAssertion,
    ...(description === undefined ? {} : { description }),
    externalRefs: [{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: url }],
    primaryPackagePurpose: "LIBRARY",
  };
}

/** Who distributes it, of a distribution's package; of others who wrote it. */
function supplierOf(found: FoundPackage, maintainer: string | undefined): object {
  if (maintainer === undefined) return {};
  // SPDX has the address in parentheses.
  const [, name = maintainer, mail] = /^(.*?)\s*<([^<>\s]+@[^<>\s]+)>/.exec(maintainer) ?? [];
  const kind =
    found.kind === "rpm" || /\b(?:team|maintainers?|developers|project|inc|group)\b/i.test(name)
      ? "Organization"
      : "Person";
  const text = `${kind}: ${name.replace(/[()]/g, "") || mail || maintainer}${mail === undefined ? "" : ` (${mail})`}`;
  return isOfDistribution(found) ? { supplier: text } : { originator: text };
}

/** A package whose files came with one of the distribution. */
function ownership({ id, found }: NamedPackage, named: readonly NamedPackage[]): Relationship[] {
  const { ownedBy } = found;
  if (ownedBy === undefined) return [];
  const owner = named.find((one) => `${one.found.kind}/${one.found.name}` === ownedBy);
  if (owner === undefined) return [];
  const comment = "its files are part of the distribution's package";
  return [{ spdxElementId: owner.id, relationshipType: "CONTAINS", relatedSpdxElement: id, comment }];
}

/** The files that say which packages there are, with the layers that they came with. */
class EvidenceFiles {
  readonly #subject: SbomSubject;
  readonly #ids: ReadonlyMap<string, string>;

  constructor(subject: SbomSubject) {
    this.#subject = subject;
    this.#ids = new Map(subject.catalogue.files.map(({ path }) => [path, `SPDXRef-File-${shortHash(path)}`]));
  }

  evidence({ id, found }: NamedPackage): Relationship[] {
    const files = new Set(found.locations.flatMap((location) => this.#ids.get(fileOf(location)) ?? []));
    return [...files].map((relatedSpdxElement) => ({
      spdxElementId: id,
      relationshipType: "OTHER",
      relatedSpdxElement,
      comment: "evident-by: the file says that the package is there",
    }));
  }

  list(): object[] {
    return this.#subject.catalogue.files.map(({ path, sha1, sha256, layer: number = -1 }) => {
      const layer = this.#subject.layers?.[number];
      return {
        fileName: path,
        SPDXID: this.#ids.get(path),
        checksums: [
          { algorithm: "SHA1", checksumValue: sha1 },
          { algorithm: "SHA256", checksumValue: sha256 },
        ],
        licenseConcluded: noAssertion,
        licenseInfoInFiles: [noAssertion],
        copyrightText: noAssertion,
        ...(layer === undefined ? {} : { comment: `layerID: ${layer}` }),
      };
    });
  }
}

/** Of what lies in an archive the archive. */
function fileOf(location: string): string {
  return location.split("!", 1)[0] ?? location;
}

function extractedLicenses(unlisted: ReadonlyMap<string, string>): object[] {
  return [...unlisted]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([licenseId, said]) => ({ licenseId, name: said, extractedText: said }));
}
