import { expect, test } from "bun:test";
import { inMemory } from "../random-access.ts";
import { makeZip } from "../zip/make-zip.test-support.ts";
import { isJarName, type JarBudget, readJar } from "./jar.ts";

const pom = (group: string, artifact: string, version: string) => ({
  name: `META-INF/maven/${group}/${artifact}/pom.properties`,
  content: `#Generated\nversion=${version}\ngroupId=${group}\nartifactId=${artifact}\n`,
});
const manifest = (...lines: readonly string[]) => ({
  name: "META-INF/MANIFEST.MF",
  content: ["Manifest-Version: 1.0", ...lines, "", "Name: x/", "Implementation-Version: of a part"].join("\r\n"),
});

function read(bytes: Buffer, location = "/app/app.jar", change: Partial<JarBudget> = {}) {
  const notes: string[] = [];
  const found = readJar(inMemory(bytes), location, { bytesLeft: 1e6, note: (text) => notes.push(text), ...change });
  return {
    notes,
    found: found.map((one) => [one.namespace, one.name, one.version, ...one.licenses, ...one.locations]),
  };
}

test("a jar of Maven is what its coordinates say", () => {
  const jar = makeZip([
    manifest("Bundle-License: https://www.apache.org/licenses/LICENSE-2.0.txt"),
    pom("org.apache.commons", "commons-lang3", "3.12.0"),
  ]);
  expect(read(jar, "/lib/x.jar").found).toEqual([
    ["org.apache.commons", "commons-lang3", "3.12.0", "https://www.apache.org/licenses/LICENSE-2.0.txt", "/lib/x.jar"],
  ]);
});

test("another's is what manifest and name say", () => {
  const jar = makeZip([
    manifest("Implementation-Title: ASM", "Implementation-Version: 9.", " 5", "Bundle-SymbolicName: org.ow2.asm"),
  ]);
  expect(read(jar, "/lib/asm-9.5.jar").found).toEqual([["org.ow2", "asm", "9.5", "/lib/asm-9.5.jar"]]);
  expect(read(makeZip([manifest()]), "/lib/json-simple-1.1.1.jar").found).toEqual([
    [undefined, "json-simple", "1.1.1", "/lib/json-simple-1.1.1.jar"],
  ]);
  expect(read(makeZip([manifest()]), "/lib/resources.jar").found).toEqual([]);
});

test("jars in jars, whatever lies in front of them", () => {
  const inner = makeZip([pom("g.inner", "inner", "2.0")]);
  const outer = makeZip([
    pom("g", "app", "1.0"),
    { name: "BOOT-INF/lib/inner-2.0.jar", content: inner, stored: true },
    { name: "BOOT-INF/lib/broken.jar", content: "no archive" },
  ]);
  const { found, notes } = read(Buffer.concat([Buffer.from("#!/bin/bash\n"), outer]));
  expect(found).toEqual([
    ["g", "app", "1.0", "/app/app.jar"],
    ["g.inner", "inner", "2.0", "/app/app.jar!BOOT-INF/lib/inner-2.0.jar"],
  ]);
  expect(notes).toEqual(["/app/app.jar!BOOT-INF/lib/broken.jar: damaged ZIP archive"]);
});

test("depth and size have limits, which are told", () => {
  let jar = makeZip([pom("g", "core", "1")]);
  for (let depth = 0; depth < 8; depth++) jar = makeZip([{ name: "in.jar", content: jar }]);
  expect(read(jar)).toEqual({
    found: [],
    notes: [`/app/app.jar${"!in.jar".repeat(7)}: archives within archives, 6 deep`],
  });
  const small = makeZip([{ name: "in.jar", content: makeZip([pom("g", "core", "1")]) }]);
  expect(read(small, "/a.jar", { bytesLeft: 10 }).notes).toEqual([
    "/a.jar!in.jar: what lies in archives is too large altogether",
  ]);
});

test("names of archives", () => {
  expect(["a.jar", "B.WAR", "c.ear", "d.zip", "jar", "e.jar.txt"].map(isJarName)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
