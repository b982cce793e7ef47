import { expect, test } from "bun:test";
import type { FoundPackage } from "../packages/package.ts";
import { cycloneDxDocument } from "./cyclonedx.ts";
import { spdxDocument } from "./spdx.ts";
import type { SbomSubject } from "./subject.ts";
import cycloneDxGolden from "./testdata/app.cyclonedx.json" with { type: "json" };
import spdxGolden from "./testdata/app.spdx.json" with { type: "json" };

const six: FoundPackage = {
  ...{ kind: "deb", namespace: "debian", name: "python3-six", version: "1.16.0-4", qualifiers: { arch: "all" } },
  ...{
    licenses: ["Expat"],
    maintainer: "Debian Python Team <team@tracker.debian.org>",
    source: { name: "six", version: "1.16.0-4" },
  },
  ...{ homepage: "https://six.example/", description: "compatibility", locations: ["/var/lib/dpkg/status"] },
};
const wheel: FoundPackage = {
  ...{
    kind: "pypi",
    name: "six",
    version: "1.16.0",
    qualifiers: {},
    licenses: ["Own terms"],
    maintainer: "B P <b@p.example>",
  },
  ...{ locations: ["/usr/lib/python3/dist-packages/six.egg-info"], ownedBy: "deb/python3-six" },
};
const subject: SbomSubject = {
  ...{
    title: "sbom",
    name: "app",
    kind: "image",
    digest: `sha256:${"a".repeat(64)}`,
    created: "2024-05-06T07:08:09.123Z",
  },
  tool: { name: "gantry", version: "1.0.0" },
  layers: [`sha256:${"1".repeat(64)}`],
  catalogue: {
    distribution: { id: "debian", versionId: "12", prettyName: "Debian 12" },
    packages: [six, wheel],
    files: [{ path: "/var/lib/dpkg/status", sha1: "b".repeat(40), sha256: "c".repeat(64), layer: 0 }],
    notes: ["/x.jar: damaged ZIP archive"],
  },
};

test("SPDX 2.3", () => {
  expect<object>(spdxDocument(subject)).toEqual(spdxGolden);
});

test("CycloneDX 1.6", () => {
  expect<object>(cycloneDxDocument(subject)).toEqual(cycloneDxGolden);
});

test("equal subjects have equal documents, and others other names", () => {
  const again = structuredClone(subject);
  expect(JSON.stringify(spdxDocument(again))).toBe(JSON.stringify(spdxDocument(subject)));
  expect(JSON.stringify(cycloneDxDocument(again))).toBe(JSON.stringify(cycloneDxDocument(subject)));
  const other = spdxDocument({ ...subject, created: "2024-05-06T07:08:10Z" }) as { documentNamespace: string };
  expect(other.documentNamespace).not.toBe((spdxDocument(subject) as { documentNamespace: string }).documentNamespace);
});

test("every element that a relationship names is there, once", () => {
  const twice = {
    ...subject,
    catalogue: { ...subject.catalogue, packages: [six, wheel, { ...wheel, name: "s.i-x" }] },
  };
  const document = spdxDocument(twice) as Record<"packages" | "files" | "relationships", Record<string, string>[]>;
  const ids = ["SPDXRef-DOCUMENT", ...[...document.packages, ...document.files].map(({ SPDXID }) => SPDXID ?? "")];
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^SPDXRef-[A-Za-z0-9.-]+$/);
  for (const { spdxElementId = "", relatedSpdxElement = "" } of document.relationships)
    expect([ids.includes(spdxElementId), ids.includes(relatedSpdxElement)]).toEqual([true, true]);
});

test("an image without anything has a document too", () => {
  const empty = { ...subject, catalogue: { packages: [], files: [], notes: [] } };
  expect(spdxDocument(empty)).toMatchObject({ packages: [{ SPDXID: "SPDXRef-DocumentRoot" }], files: [] });
  expect(cycloneDxDocument(empty)).toMatchObject({ components: [], dependencies: [{ dependsOn: [] }] });
});
