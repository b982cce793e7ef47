import { EngineError } from "#base/errors.ts";
import { apkFiles, parseApkInstalled } from "#formats/packages/apk-installed.ts";
import { parseDebianCopyright } from "#formats/packages/debian-copyright.ts";
import { parseDpkgStatus } from "#formats/packages/dpkg-status.ts";
import { readGoBuildInfo } from "#formats/packages/go-binary.ts";
import { parseGoBuildInfo } from "#formats/packages/go-build-info.ts";
import { readJar } from "#formats/packages/jar.ts";
import { makeGoBinary } from "#formats/packages/make-go-binary.test-support.ts";
import { makeNdb, makeRpmHeader } from "#formats/packages/make-rpm.test-support.ts";
import { parsePackageJson, parsePackageLock } from "#formats/packages/npm.ts";
import { parseOsRelease } from "#formats/packages/os-release.ts";
import type { FoundPackage } from "#formats/packages/package.ts";
import { packageUrl } from "#formats/packages/purl.ts";
import { parsePythonMetadata } from "#formats/packages/python-metadata.ts";
import { parseRpmHeader, rpmFiles } from "#formats/packages/rpm-header.ts";
import { ndbBlobs } from "#formats/packages/rpm-ndb.ts";
import { inMemory } from "#formats/random-access.ts";
import { licenseExpression } from "#formats/sbom/license-expression.ts";
import { makeZip } from "#formats/zip/make-zip.test-support.ts";
import { type FuzzTarget, Unfit } from "../fuzz.ts";
import { mutateBytes, textOf } from "../mutate.ts";

const isRefusal = (error: unknown): boolean => error instanceof EngineError;

/** Whatever was found has a package URL of one line, and licences that are an expression. */
function checkPackages(packages: readonly (FoundPackage | undefined)[]): void {
  for (const found of packages) {
    if (found === undefined) continue;
    const url = packageUrl(found, { id: "debian", versionId: "12", prettyName: "" });
    if (!/^pkg:[a-z]+\/[\w.~:%/-]+(?:@[\w.~:%-]+)?(?:\?[\w.~:%=&-]+)?$/.test(url)) throw new Unfit(url);
    licenseExpression(found.licenses);
  }
}

const pom = { name: "META-INF/maven/g/a/pom.properties", content: "groupId=g\nartifactId=a\nversion=1\n" };
const inner = makeZip([pom, { name: "META-INF/MANIFEST.MF", content: "Implementation-Version: 1\r\n 2\r\n" }]);
const jars = [inner, makeZip([pom, { name: "lib/in-1.0.jar", content: inner, stored: true }]), makeZip([])];

/** Java archives, and those in them. */
export const jarArchives: FuzzTarget = {
  name: "jars",
  make: (random) => mutateBytes(random, random.pick(jars), { others: jars, words: ["PK\x01\x02", "PK\x05\x06"] }),
  check: (input) => checkPackages(readJar(inMemory(input), "/a-1.0.jar", { bytesLeft: 1 << 20, note: () => {} })),
  isRefusal,
};

const modules = "path\te.x/t\nmod\te.x/t\tv1\nbuild\tx=y\n";
const programs = (["inline", "pointers"] as const).flatMap((format) =>
  ([32, 64] as const).map((bits) =>
    makeGoBinary("go1.22", modules, { format, bits, isBigEndian: bits === 32, hasSections: format === "inline" }),
  ),
);

/** Programs of Go. */
export const goPrograms: FuzzTarget = {
  name: "go-programs",
  make: (random) => mutateBytes(random, random.pick(programs), { others: programs, words: ["\xff Go buildinf:"] }),
  check(input) {
    const info = readGoBuildInfo(inMemory(input));
    if (info !== undefined) checkPackages(parseGoBuildInfo(info, "/t"));
  },
  isRefusal,
};

const header = makeRpmHeader({
  ...{ 1000: "bash", 1001: "5", 1002: "1", 1003: [1], 1014: "GPLv3+", 1022: "x86_64" },
  ...{ 1116: [0, 1], 1117: { texts: ["a", "b"] }, 1118: { texts: ["/", "/b/"] } },
});
const databases = [makeNdb([header, header]), makeNdb([])];

/** Databases of rpm in its own format, and the headers in them. */
export const rpmDatabases: FuzzTarget = {
  name: "rpm-databases",
  make: (random) => mutateBytes(random, random.pick(databases), { others: [header], words: ["Slot", "BlbS"] }),
  check(input) {
    for (const blob of ndbBlobs(inMemory(input))) {
      checkPackages([parseRpmHeader(blob, "/db")]);
      for (const path of rpmFiles(blob)) if (typeof path !== "string") throw new Unfit("no path");
    }
  },
  isRefusal,
};

const words = [
  "Package: ", "Status: install ok installed", "Version: ", "Source: a (1)", "\n", "\n", "\n\n", " ", "License: ", "Name: ",
  "Format: 1.0", "GPL-2+ or ", "AND ", "WITH ", "(", ")", "P:", "V:", "L:MIT", "F:usr", "R:x", "ID=", '"', "\\", '{"name":', "}",
  '{"packages":{"node_modules/', '":{"version":"1"}}}', '{"dependencies":{"a":{"version":"1"}}}', "@s/", "Classifier: License :: ",
  "é", "\0", "\ud800", "mod\te.x/y\tv1\n", "=>\t./z\t\n", "9".repeat(20), "%", "a", "b-1.0", "/usr/share/common-licenses/GPL-3",
]; // biome-ignore format: words

/** What package managers write down as text. */
export const packageTexts: FuzzTarget = {
  name: "package-texts",
  make: (random) => Buffer.from(textOf(random, words, 40)),
  check(input) {
    const text = input.toString("utf8");
    checkPackages([...parseDpkgStatus(text, "/x"), ...parseApkInstalled(text, "/x"), parsePythonMetadata(text, "/x")]);
    checkPackages(parseGoBuildInfo({ goVersion: text, modules: text }, "/x"));
    licenseExpression(parseDebianCopyright(text));
    licenseExpression([text]);
    for (const { owner, path } of apkFiles(text))
      if (owner === undefined || path === undefined) throw new Unfit("no file");
    parseOsRelease(text);
    for (const parse of [() => [parsePackageJson(text, "/x")], () => parsePackageLock(text, "/x")]) {
      try {
        checkPackages(parse());
      } catch (error) {
        if (!isRefusal(error)) throw error;
      }
    }
  },
  isRefusal,
};
