import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { backgroundOp } from "#base/op.ts";
import { makeGoBinary } from "#formats/packages/make-go-binary.test-support.ts";
import { makeRpmHeader } from "#formats/packages/make-rpm.test-support.ts";
import { packageUrl } from "#formats/packages/purl.ts";
import { makeZip } from "#formats/zip/make-zip.test-support.ts";
import { closeFd } from "#sys/fd.ts";
import { openRoot } from "#sys/rooted-files.ts";
import { Cancellation } from "../cancellation.ts";
import { catalogueTree } from "./catalogue-tree.ts";
import { PackageWorker } from "./package-worker.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catalogue-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, content: string | Uint8Array, mode = 0o644): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content, { mode });
}

function catalogue(options: { readonly declared?: boolean; readonly layers?: readonly string[] } = {}) {
  const root = openRoot(folder);
  try {
    const found = catalogueTree(root, { declared: false, cancellation: new Cancellation(), ...options });
    const urls = found.packages.map(
      (one) => `${packageUrl(one, found.distribution)}${one.ownedBy === undefined ? "" : ` of ${one.ownedBy}`}`,
    );
    return { ...found, urls };
  } finally {
    closeFd(root);
  }
}

/** Padded to what a program has at least. */
const goProgram = Buffer.concat([
  makeGoBinary("go1.22.0", "path\te.x/t\nmod\te.x/t\tv1.0.0\n", {
    format: "inline",
    bits: 64,
    isBigEndian: false,
    hasSections: true,
  }),
  Buffer.alloc(64 * 1024),
]);

test("a tree of Debian: its packages with licences, what came with them, and what did not", () => {
  put("etc/os-release", 'ID=debian\nVERSION_ID="12"\n');
  put("var/lib/dpkg/status", "Package: python3-six\nStatus: install ok installed\nVersion: 1.16.0-4\nSource: six\n");
  put("var/lib/dpkg/info/python3-six.list", "/.\n/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO\n");
  put("usr/share/doc/python3-six/copyright", "Format: 1.0\n\nFiles: *\nLicense: Expat\n");
  put("usr/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO", "Name: six\nVersion: 1.16.0\n");
  put("opt/v/lib/flask-3.0.0.dist-info/METADATA", "Name: Flask\nVersion: 3.0.0\n");
  put("app/node_modules/@s/a/package.json", '{"name":"@s/a","version":"1.0.0"}');
  put("app/other/node_modules/@s/a/package.json", '{"name":"@s/a","version":"1.0.0"}');
  put("app/node_modules/a/lib/package.json", '{"name":"no","version":"1.0.0"}');
  put("app/package-lock.json", '{"lockfileVersion":3,"packages":{"node_modules/b":{"version":"2.0.0"}}}');
  put(
    "app/app.jar",
    makeZip([{ name: "META-INF/maven/g/a/pom.properties", content: "groupId=g\nartifactId=a\nversion=1\n" }]),
  );
  put("usr/bin/tool", goProgram, 0o755);
  put("usr/share/not-a-program", goProgram);
  const found = catalogue();
  expect(found.urls).toEqual([
    "pkg:deb/debian/python3-six@1.16.0-4?distro=debian-12&upstream=six",
    "pkg:golang/e.x/t@v1.0.0",
    "pkg:golang/stdlib@1.22.0",
    "pkg:maven/g/a@1",
    "pkg:npm/%40s/a@1.0.0",
    "pkg:pypi/flask@3.0.0",
    "pkg:pypi/six@1.16.0 of deb/python3-six",
  ]);
  expect(found.packages[0]?.licenses).toEqual(["Expat"]);
  expect(found.packages[4]?.locations).toEqual([
    "/app/node_modules/@s/a/package.json",
    "/app/other/node_modules/@s/a/package.json",
  ]);
  expect(found.files).toHaveLength(7);
  expect(found.notes).toEqual([]);
});

test("lock files count where sources are meant, and nothing is installed beside them", () => {
  const lock = (name: string) => `{"lockfileVersion":3,"packages":{"node_modules/${name}":{"version":"1.0.0"}}}`;
  put("package-lock.json", lock("a"));
  put("installed/package-lock.json", lock("b"));
  put("installed/node_modules/c/package.json", '{"name":"c","version":"1.0.0"}');
  put("installed/node_modules/c/npm-shrinkwrap.json", lock("d"));
  expect(catalogue({ declared: true }).urls).toEqual(["pkg:npm/a@1.0.0", "pkg:npm/c@1.0.0"]);
  expect(catalogue().urls).toEqual(["pkg:npm/c@1.0.0"]);
});

test("packages of images without dpkg, of apk, and of rpm in both of its formats that are read", () => {
  put("var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12\n");
  put("var/lib/dpkg/status.d/base.md5sums", "Package: none\nVersion: 1\n");
  put("lib/apk/db/installed", "P:musl\nV:1.2.4-r2\nA:x86_64\n\n");
  const database = new Database(":memory:");
  database.run("CREATE TABLE IF NOT EXISTS 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT,blob BLOB NOT NULL)");
  database.run("CREATE TABLE 'Name' (key TEXT NOT NULL, hnum INTEGER NOT NULL)");
  database.run("INSERT INTO Packages(blob) VALUES (?)", [makeRpmHeader({ 1000: "bash", 1001: "5.2", 1002: "1" })]);
  const image = database.serialize();
  image.set([2, 2], 18);
  put("usr/lib/sysimage/rpm/rpmdb.sqlite", image);
  expect(catalogue().urls).toEqual([
    "pkg:apk/alpine/musl@1.2.4-r2?arch=x86_64",
    "pkg:deb/debian/base-files@12",
    "pkg:rpm/bash@5.2-1",
  ]);
});

test("which layer each file came with: the uppermost", () => {
  put("node_modules/a/package.json", '{"name":"a","version":"1.0.0"}');
  put("node_modules/b/package.json", '{"name":"b","version":"1.0.0"}');
  put(".layers/0/node_modules/a/package.json", "of before");
  put(".layers/1/node_modules/a/package.json", "and now");
  put(".layers/0/node_modules/b/package.json", "and now");
  symlinkSync("/node_modules/b", join(folder, ".layers/1/node_modules/b"));
  const layers = [join(folder, ".layers/0"), join(folder, ".layers/1")];
  const { files } = catalogue({ layers });
  expect(files.map(({ path, layer }) => [path, layer])).toEqual([
    ["/node_modules/a/package.json", 1],
    ["/node_modules/b/package.json", 0],
  ]);
});

test("hostile trees: nothing outside is read, nothing is waited for, and what cannot be read is told", () => {
  const outside = mkdtempSync(join(tmpdir(), "outside-"));
  try {
    writeFileSync(join(outside, "package.json"), '{"name":"outside","version":"1.0.0"}');
    mkdirSync(join(folder, "node_modules/x"), { recursive: true });
    symlinkSync(join(outside, "package.json"), join(folder, "node_modules/x/package.json"));
    symlinkSync(outside, join(folder, "node_modules/outside"));
    symlinkSync("/etc/os-release", join(folder, "os"));
    symlinkSync(".", join(folder, "loop"));
    put("var/lib/dpkg/status", "Package: ../../x\nStatus: install ok installed\nVersion: 1\n");
    execFileSync("mkfifo", [join(folder, "node_modules/pipe.jar")]);
    put("big.jar", "");
    truncateSync(join(folder, "big.jar"), 2 ** 40);
    put("node_modules/deep/package.json", "[".repeat(1_000_000));
    put("node_modules/null/package.json", "null");
    put("var/lib/rpm/Packages", "Berkeley DB");
    const view = new Database(":memory:");
    view.run(
      "CREATE VIEW Packages AS WITH RECURSIVE n(blob) AS (SELECT x'00' UNION ALL SELECT blob FROM n) SELECT blob FROM n",
    );
    put("usr/lib/sysimage/rpm/rpmdb.sqlite", view.serialize());
    const { urls, notes } = catalogue();
    expect(urls).toEqual(["pkg:deb/debian/..%2F..%2Fx@1"]);
    expect(notes.map((note) => note.slice(0, 60)).sort()).toEqual([
      "/big.jar: damaged ZIP archive",
      expect.stringContaining("/node_modules/deep/package.json: "),
      "/node_modules/null/package.json: no JSON object",
      "/usr/lib/sysimage/rpm/rpmdb.sqlite: damaged package database",
      "/var/lib/rpm/Packages: a package database of rpm in the form",
    ]);
    expect(readFileSync(join(outside, "package.json"), "utf8")).toContain("outside");
  } finally {
    rmSync(outside, { recursive: true });
  }
});

test("a Worker does it, and one that is called off ends", async () => {
  put("node_modules/a/package.json", '{"name":"a","version":"1.0.0"}');
  await using worker = new PackageWorker();
  const root = openRoot(folder);
  try {
    const { packages } = await worker.catalogue(backgroundOp(), root, { declared: false });
    expect(packages.map(({ name }) => name)).toEqual(["a"]);
    const ended = { ...backgroundOp(), signal: AbortSignal.abort() };
    expect(worker.catalogue(ended, root, { declared: false })).rejects.toThrow();
  } finally {
    closeFd(root);
  }
});

test("what an archive unpacks to is counted, however often it names the same bytes", () => {
  const bomb = makeZip([{ name: "META-INF/maven/g/a/pom.properties", content: Buffer.alloc(1 << 20) }]);
  // Says that it is small: unpacking stops there.
  bomb.writeUInt32LE(10, bomb.lastIndexOf("PK\x01\x02") + 24);
  put("bomb-1.0.jar", bomb);
  const { urls, notes } = catalogue();
  expect(urls).toEqual(["pkg:maven/bomb@1.0"]);
  expect(notes[0]).toStartWith("/bomb-1.0.jar: META-INF/maven/g/a/pom.properties: ");
});
