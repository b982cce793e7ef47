import type { FoundPackage } from "../packages/package.ts";
import { packageUrl } from "../packages/purl.ts";
import { licenseExpression } from "./license-expression.ts";
import { contentUuid, type SbomSubject, wholeSeconds } from "./subject.ts";

export const cycloneDxPredicateType = "https://cyclonedx.org/bom";

/** The bill of materials as a CycloneDX 1.6 document. Equal subjects have equal ones. */
export function cycloneDxDocument(subject: SbomSubject): object {
  const { name, kind, digest, catalogue, tool, created } = subject;
  const { distribution, packages, notes } = catalogue;
  const reference = digest === undefined ? name : `${name}@${digest}`;
  const components = [
    ...(distribution === undefined ? [] : [systemComponent(distribution)]),
    ...packages.map((found) => componentOf(found, packageUrl(found, distribution))),
  ];
  const metadata = {
    timestamp: wholeSeconds(created),
    tools: { components: [{ type: "application", name: tool.name, version: tool.version }] },
    component: {
      "bom-ref": reference,
      type: kind === "image" ? "container" : "file",
      name,
      ...(digest === undefined ? {} : { version: digest }),
    },
    ...(notes.length === 0 ? {} : { properties: notes.map((value) => ({ name: "gantry:note", value })) }),
  };
  const uuid = contentUuid(JSON.stringify([metadata, components]));
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuid}`,
    version: 1,
    metadata,
    components,
    dependencies: [{ ref: reference, dependsOn: components.map((component) => component["bom-ref"]) }],
  };
}

type Component = Readonly<Record<string, unknown>> & { readonly "bom-ref": string };

function systemComponent({
  id,
  versionId,
  prettyName,
}: NonNullable<SbomSubject["catalogue"]["distribution"]>): Component {
  return {
    "bom-ref": `os:${id}@${versionId}`,
    type: "operating-system",
    name: id,
    ...(versionId === "" ? {} : { version: versionId }),
    ...(prettyName === "" ? {} : { description: prettyName }),
  };
}

function componentOf(found: FoundPackage, url: string): Component {
  const { name, namespace, version, maintainer, description, homepage, locations } = found;
  const isAddress = homepage !== undefined && /^(?:https?|ftp):\/\/\S+$/.test(homepage);
  return {
    "bom-ref": url,
    type: "library",
    ...(namespace === undefined ? {} : { group: namespace }),
    name,
    ...(version === "" ? {} : { version }),
    ...(description === undefined ? {} : { description }),
    ...(maintainer === undefined ? {} : { publisher: maintainer }),
    ...licensesOf(found),
    purl: url,
    ...(isAddress ? { externalReferences: [{ type: "website", url: homepage }] } : {}),
    evidence: { occurrences: locations.map((location) => ({ location })) },
    ...propertiesOf(found),
  };
}

/** One id, or an expression; what the list does not know by its name. */
function licensesOf({ licenses }: FoundPackage): object {
  const expression = licenseExpression(licenses);
  if (expression === undefined) return {};
  if (expression.unlisted.size > 0) return { licenses: licenses.map((name) => ({ license: { name } })) };
  const isOne = !/[\s()]/.test(expression.text);
  return { licenses: [isOne ? { license: { id: expression.text } } : { expression: expression.text }] };
}

function propertiesOf({ source, ownedBy }: Pick<FoundPackage, "source" | "ownedBy">): object {
  const properties = [
    ...(source === undefined ? [] : [{ name: "gantry:source", value: `${source.name} ${source.version}`.trim() }]),
    ...(ownedBy === undefined ? [] : [{ name: "gantry:owned-by", value: ownedBy }]),
  ];
  return properties.length === 0 ? {} : { properties };
}
