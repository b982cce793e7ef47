import { expect, test } from "bun:test";
import { inMemory } from "../random-access.ts";
import { apkFiles, parseApkInstalled } from "./apk-installed.ts";
import { parseDebianCopyright } from "./debian-copyright.ts";
import { parseDpkgStatus } from "./dpkg-status.ts";
import { makeNdb, makeRpmHeader } from "./make-rpm.test-support.ts";
import { parseOsRelease } from "./os-release.ts";
import { parseRpmHeader, rpmFiles } from "./rpm-header.ts";
import { ndbBlobs } from "./rpm-ndb.ts";

test("dpkg: what is installed, with its source where that differs", () => {
  const text = `Package: libc6
Status: install ok installed
Priority: optional
Section: libs
Maintainer: GNU Libc Maintainers <debian-glibc@lists.debian.org>
Architecture: amd64
Multi-Arch: same
Source: glibc
Version: 2.36-9+deb12u4
Description: GNU C Library: Shared libraries
 Contains the standard libraries.
 Version: 9.9 is not a field
Homepage: https://www.gnu.org/software/libc/libc.html

Package: gcc
Status: install ok half-configured
Source: gcc-defaults (1.203)
Architecture: amd64
Version: 4:12.2.0-3

Package: gone
Status: deinstall ok config-files
Version: 1

Package: never
Status: unknown ok not-installed

Status: install ok installed
Version: 1 of nothing
`;
  expect(parseDpkgStatus(text, "/status")).toEqual([
    {
      kind: "deb",
      name: "libc6",
      version: "2.36-9+deb12u4",
      qualifiers: { arch: "amd64" },
      licenses: [],
      maintainer: "GNU Libc Maintainers <debian-glibc@lists.debian.org>",
      homepage: "https://www.gnu.org/software/libc/libc.html",
      description: "GNU C Library: Shared libraries",
      source: { name: "glibc", version: "2.36-9+deb12u4" },
      locations: ["/status"],
    },
    {
      kind: "deb",
      name: "gcc",
      version: "4:12.2.0-3",
      qualifiers: { arch: "amd64" },
      licenses: [],
      source: { name: "gcc-defaults", version: "1.203" },
      locations: ["/status"],
    },
  ]);
  // A file of `status.d` has no status, and its lines may end as those of DOS.
  expect(parseDpkgStatus("Package: tzdata\r\nVersion: 2024a-0\r\n", "/x")).toMatchObject([
    { name: "tzdata", version: "2024a-0", qualifiers: {} },
  ]);
});

test("copyright: the short names of the machine-readable form, else the common licences", () => {
  const machine = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: x

Files: *
License: GPL-2+ or Artistic

Files: debian/*
License: Expat
 Permission is hereby granted

License: GPL-2+
 On Debian see /usr/share/common-licenses/GPL-2.
`;
  expect(parseDebianCopyright(machine)).toEqual(["Expat", "GPL-2+", "GPL-2+ or Artistic"]);
  const prose = "You find it in /usr/share/common-licenses/LGPL-2.1. And `/usr/share/common-licenses/BSD'.";
  expect(parseDebianCopyright(prose)).toEqual(["BSD", "LGPL-2.1"]);
  expect(parseDebianCopyright("do what you want")).toEqual([]);
});

test("apk: packages with their origins, and the files of each", () => {
  const text = `C:Q1abc=
P:libcrypto3
V:3.1.4-r5
A:x86_64
T:Crypto library from openssl
U:https://www.openssl.org/
L:Apache-2.0
o:openssl
m:Ariadne Conill <ariadne@dereferenced.org>
F:lib
R:libcrypto.so.3
a:0:0:755
F:usr/lib
R:engine.so

P:musl
V:1.2.4-r2
A:x86_64
L:MIT
o:musl
`;
  const [crypto, musl] = parseApkInstalled(text, "/db");
  expect(crypto).toEqual({
    kind: "apk",
    name: "libcrypto3",
    version: "3.1.4-r5",
    qualifiers: { arch: "x86_64" },
    licenses: ["Apache-2.0"],
    maintainer: "Ariadne Conill <ariadne@dereferenced.org>",
    homepage: "https://www.openssl.org/",
    description: "Crypto library from openssl",
    source: { name: "openssl", version: "3.1.4-r5" },
    locations: ["/db"],
  });
  expect(musl).toEqual({
    ...{ kind: "apk", name: "musl", version: "1.2.4-r2", qualifiers: { arch: "x86_64" } },
    ...{ licenses: ["MIT"], locations: ["/db"] },
  });
  expect([...apkFiles(text)]).toEqual([
    { owner: "libcrypto3", path: "lib/libcrypto.so.3" },
    { owner: "libcrypto3", path: "usr/lib/engine.so" },
  ]);
});

const bash = {
  1000: "bash",
  1001: "5.2.15",
  1002: "5.fc39",
  1003: [1],
  1004: { translated: "The GNU Bourne Again shell" },
  1011: "Fedora Project",
  1014: "GPLv3+",
  1020: "https://www.gnu.org/software/bash",
  1022: "x86_64",
  1044: "bash-5.2.15-5.fc39.src.rpm",
  1116: [0, 1, 1],
  1117: { texts: ["bash", "a", "b"] },
  1118: { texts: ["/usr/bin/", "/usr/share/bash/"] },
};

test("rpm: the header of a package and its files; keys are none", () => {
  const header = makeRpmHeader(bash);
  expect(parseRpmHeader(header, "/db")).toEqual({
    kind: "rpm",
    name: "bash",
    version: "5.2.15-5.fc39",
    qualifiers: { arch: "x86_64", epoch: "1" },
    licenses: ["GPLv3+"],
    maintainer: "Fedora Project",
    homepage: "https://www.gnu.org/software/bash",
    description: "The GNU Bourne Again shell",
    source: { name: "bash-5.2.15-5.fc39.src.rpm", version: "" },
    locations: ["/db"],
  });
  expect([...rpmFiles(header)]).toEqual(["/usr/bin/bash", "/usr/share/bash/a", "/usr/share/bash/b"]);
  expect(parseRpmHeader(makeRpmHeader({ 1000: "gpg-pubkey", 1001: "abc" }), "/db")).toBeUndefined();
  expect(() => parseRpmHeader(header.subarray(0, 40), "/db")).toThrow("damaged header of an rpm package");
});

test("rpm: the blobs of its own format", () => {
  const blobs = [makeRpmHeader(bash), makeRpmHeader({ 1000: "zlib", 1001: "1.3", 1002: "1" })];
  const made = makeNdb(blobs);
  expect([...ndbBlobs(inMemory(made))]).toEqual(blobs);
  expect(() => [...ndbBlobs(inMemory(Buffer.from("nothing of the kind, but long enough")))]).toThrow(
    "no package database",
  );
  made.writeUInt32LE(7, 4096 + 4);
  expect(() => [...ndbBlobs(inMemory(made))]).toThrow("damaged package database");
});

test("os-release", () => {
  const text = `# comment\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID='12'\n`;
  const expected = { id: "debian", versionId: "12", prettyName: "Debian GNU/Linux 12 (bookworm)" };
  expect(parseOsRelease(text)).toEqual(expected);
  expect(parseOsRelease("NAME=x\n")).toBeUndefined();
});
