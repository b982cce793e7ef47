import { expect, test } from "bun:test";
import { parseGoBuildInfo } from "./go-build-info.ts";
import { parsePackageJson, parsePackageLock } from "./npm.ts";
import { parsePythonMetadata } from "./python-metadata.ts";

test("npm: an installed package, with its scope, author and licence in old and new forms", () => {
  const text = JSON.stringify({
    name: "@babel/core",
    version: "7.23.0",
    description: "Babel compiler core.",
    author: { name: "The Babel Team", email: "team@babel.dev" },
    homepage: "https://babel.dev/docs/",
    license: "MIT",
  });
  expect(parsePackageJson(text, "/p")).toEqual({
    kind: "npm",
    namespace: "@babel",
    name: "core",
    version: "7.23.0",
    qualifiers: {},
    licenses: ["MIT"],
    maintainer: "The Babel Team <team@babel.dev>",
    homepage: "https://babel.dev/docs/",
    description: "Babel compiler core.",
    locations: ["/p"],
  });
  const old = '\uFEFF{"name":"old","version":"0.1","licenses":[{"type":"BSD"},"MIT"],"author":"A <a@b.c> (http://a)"}';
  expect(parsePackageJson(old, "/p")).toMatchObject({ licenses: ["BSD", "MIT"], maintainer: "A <a@b.c>" });
  expect(parsePackageJson('{"type":"module"}', "/p")).toBeUndefined();
  expect(() => parsePackageJson("[]", "/p")).toThrow("no JSON object");
  expect(() => parsePackageJson("{", "/p")).toThrow();
});

test("npm: what lock files of all versions would install, links left out", () => {
  const third = {
    lockfileVersion: 3,
    packages: {
      "": { name: "app", version: "1.0.0" },
      "node_modules/a": { version: "1.1.0", license: "ISC" },
      "node_modules/a/node_modules/@s/b": { version: "2.0.0" },
      "node_modules/alias": { name: "real", version: "3.0.0" },
      "node_modules/local": { resolved: "local", link: true, version: "1" },
    },
  };
  const names = (text: object) =>
    parsePackageLock(JSON.stringify(text), "/l").map((one) => [one.namespace, one.name, one.version]);
  expect(names(third)).toEqual([
    [undefined, "a", "1.1.0"],
    ["@s", "b", "2.0.0"],
    [undefined, "real", "3.0.0"],
  ]);
  const first = {
    dependencies: { a: { version: "1.0.0", dependencies: { b: { version: "2.0.0" } } }, c: { version: "3.0.0" } },
  };
  expect(
    names(first)
      .map(([, name]) => name)
      .sort(),
  ).toEqual(["a", "b", "c"]);
});

test("Python: the licence by its expression, its name, or the classifiers", () => {
  const head =
    "Metadata-Version: 2.1\nName: Flask_Thing\nVersion: 3.0.0\nSummary: A thing\nHome-page: https://x.example\n";
  const people = "Author: A B\nAuthor-email: a@b.example\n";
  expect(parsePythonMetadata(`${head}${people}License: BSD-3-Clause\n\nName: of the description\n`, "/m")).toEqual({
    kind: "pypi",
    name: "Flask_Thing",
    version: "3.0.0",
    qualifiers: {},
    licenses: ["BSD-3-Clause"],
    maintainer: "A B <a@b.example>",
    homepage: "https://x.example",
    description: "A thing",
    locations: ["/m"],
  });
  const classified = `${head}License: UNKNOWN\nClassifier: License :: OSI Approved :: MIT License\nClassifier: Topic :: X\n`;
  expect(parsePythonMetadata(classified, "/m")).toMatchObject({ licenses: ["MIT License"] });
  const expression = `${head}License-Expression: MIT OR Apache-2.0\nLicense: old text\nAuthor-email: A B <a@b.example>\n`;
  expect(parsePythonMetadata(expression, "/m")).toMatchObject({
    licenses: ["MIT OR Apache-2.0"],
    maintainer: "A B <a@b.example>",
  });
  expect(parsePythonMetadata("Name: x\n", "/m")).toBeUndefined();
});

test("Go: the main module, what it depends on, what was put in place of that, and the standard library", () => {
  const modules = [
    "path\texample.org/cmd/tool",
    "mod\texample.org/tool\t(devel)\t",
    "dep\tgithub.com/Masterminds/semver/v3\tv3.2.1\th1:abc=",
    "dep\tgithub.com/old/name\tv1.0.0",
    "=>\tgithub.com/new/name\tv1.0.1\th1:def=",
    "dep\texample.org/forked\tv0.1.0",
    "=>\t./forked\t(devel)\t",
    "build\t-compiler=gc",
    "",
  ].join("\n");
  const found = parseGoBuildInfo({ goVersion: "go1.21.3 X:boringcrypto", modules }, "/t");
  expect(found.map(({ namespace, name, version }) => [namespace, name, version])).toEqual([
    ["example.org", "tool", ""],
    ["github.com/Masterminds/semver", "v3", "v3.2.1"],
    ["github.com/new", "name", "v1.0.1"],
    ["example.org", "forked", ""],
    [undefined, "stdlib", "1.21.3"],
  ]);
});
