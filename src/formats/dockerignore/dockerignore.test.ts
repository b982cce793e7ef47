import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { ignoreFileNames, parseDockerignore } from "./parse.ts";
import { type FolderMatches, PathMatcher } from "./path-matcher.ts";

const folder = `${import.meta.dirname}/golden`;

/** Ignore files with the paths that they leave out and let in, as Docker 28.5 does. */
for (const file of readdirSync(folder).filter((name) => name.endsWith(".dockerignore")))
  test(`golden ${file}`, () => {
    const expected = JSON.parse(readFileSync(`${folder}/${file.replace(/dockerignore$/, "json")}`, "utf8")) as {
      readonly patterns: readonly string[];
      readonly out: readonly string[];
      readonly in: readonly string[];
    };
    const patterns = parseDockerignore(readFileSync(`${folder}/${file}`, "utf8"));
    expect(patterns).toEqual([...expected.patterns]);
    const matcher = new PathMatcher(patterns);
    expect(expected.out.filter((path) => !matcher.matches(path))).toEqual([]);
    expect(expected.in.filter((path) => matcher.matches(path))).toEqual([]);
  });

test("refusals", () => {
  expect(() => new PathMatcher(["!"])).toThrow('illegal exclusion pattern: "!"');
  expect(() => new PathMatcher(["a", "[b"])).toThrow("syntax error in pattern");
});

test("a Dockerfile's own ignore file comes first", () => {
  expect(ignoreFileNames("docker/Dockerfile.web")).toEqual(["docker/Dockerfile.web.dockerignore", ".dockerignore"]);
});

const part = fc.constantFrom("a", "b", "ab", ".x");
const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
const pattern = fc
  .array(fc.constantFrom("a", "b", "*", "**", "?", "a*", "[ab]", "**b"), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join("/"));

test("going down a tree says the same as looking at each path alone", () => {
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 5 }), path, (patterns, target) => {
      const matcher = new PathMatcher(patterns);
      let matches: FolderMatches | undefined;
      let isMatch = false;
      const parts = target.split("/");
      for (let length = 1; length <= parts.length; length++)
        ({ isMatch, matches } = matcher.matchBelow(parts.slice(0, length).join("/"), matches));
      expect(isMatch).toBe(matcher.matches(target));
    }),
    { numRuns: 3000 },
  );
});

test("an exception that names a folder lets in what lies in it only if the folder was left out before", () => {
  const matcher = new PathMatcher(["a/a", "!a"]);
  expect(matcher.matches("a/a")).toBe(false);
  expect(matcher.matchBelow("a/a", matcher.matchBelow("a").matches).isMatch).toBe(true);
  const whole = new PathMatcher(["a", "!a/b"]);
  expect(whole.matchBelow("a/b/c", whole.matchBelow("a/b", whole.matchBelow("a").matches).matches).isMatch).toBe(false);
});

test("many deep stars take little time", () => {
  const begin = performance.now();
  const matcher = new PathMatcher([`${"**/a*/".repeat(50)}b`]);
  expect(matcher.matches(`${"a/".repeat(2000)}c`)).toBe(false);
  expect(performance.now() - begin).toBeLessThan(2000);
});
