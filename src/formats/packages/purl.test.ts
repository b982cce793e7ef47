import { expect, test } from "bun:test";
import type { FoundPackage } from "./package.ts";
import { packageUrl } from "./purl.ts";

const found = (fields: Partial<FoundPackage>): FoundPackage => ({
  ...{ kind: "npm", name: "x", version: "1", qualifiers: {}, licenses: [], locations: [] },
  ...fields,
});
const debian = { id: "debian", versionId: "12", prettyName: "" };

test.each<[string, Partial<FoundPackage>]>([
  ["pkg:npm/%40babel/core@7.0.0", { namespace: "@babel", name: "core", version: "7.0.0" }],
  ["pkg:pypi/flask-thing@1.0%2Blocal", { kind: "pypi", name: "Flask_Thing", version: "1.0+local" }],
  [
    "pkg:golang/github.com/Masterminds/semver/v3@v3.2.1",
    { kind: "golang", namespace: "github.com/Masterminds/semver", name: "v3", version: "v3.2.1" },
  ],
  ["pkg:golang/example.org/tool", { kind: "golang", namespace: "example.org", name: "tool", version: "" }],
  ["pkg:maven/org.ow2.asm/asm@9.5", { kind: "maven", namespace: "org.ow2.asm", name: "asm", version: "9.5" }],
  [
    "pkg:deb/debian/libstdc%2B%2B6@12.2.0-14?arch=amd64&distro=debian-12&upstream=gcc-12",
    {
      kind: "deb",
      namespace: "debian",
      name: "libstdc++6",
      version: "12.2.0-14",
      qualifiers: { arch: "amd64" },
      source: { name: "gcc-12", version: "12.2.0-14" },
    },
  ],
  [
    "pkg:deb/debian/gcc@4:12.2.0-3?distro=debian-12&upstream=gcc-defaults%401.203",
    {
      kind: "deb",
      namespace: "debian",
      name: "gcc",
      version: "4:12.2.0-3",
      source: { name: "gcc-defaults", version: "1.203" },
    },
  ],
  [
    "pkg:rpm/fedora/bash@5.2-1.fc39?arch=x86_64&distro=debian-12&epoch=1&upstream=bash-5.2-1.fc39.src.rpm",
    {
      kind: "rpm",
      namespace: "fedora",
      name: "bash",
      version: "5.2-1.fc39",
      qualifiers: { epoch: "1", arch: "x86_64" },
      source: { name: "bash-5.2-1.fc39.src.rpm", version: "" },
    },
  ],
])("%s", (url, fields) => {
  expect(packageUrl(found(fields), debian)).toBe(url);
});

test("without a distribution", () => {
  expect(packageUrl(found({ kind: "apk", namespace: "alpine", name: "musl" }))).toBe("pkg:apk/alpine/musl@1");
  expect(packageUrl(found({ name: "\ud800" }))).toBe("pkg:npm/%EF%BF%BD@1");
});
