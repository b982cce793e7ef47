import { expect, test } from "bun:test";
import fc from "fast-check";
import { matchesPath, parsePathPattern } from "./match.ts";

const matches = (pattern: string, name: string) => matchesPath(parsePathPattern(pattern), name);

test("stars and question marks stay within a part of a path", () => {
  for (const [pattern, name] of [
    ["*.go", "main.go"],
    ["a*b?c*x", "abxbbxdbxebxczzx"],
    ["a*/b", "ab/b"],
    ["a/*", "a/b"],
    ["*", ""],
    ["a??", "a😀b"],
    ["*x", "xxx"],
    ["a\\*b", "a*b"],
    ["", ""],
  ])
    expect([pattern, name, matches(pattern ?? "", name ?? "")]).toEqual([pattern, name, true]);
  for (const [pattern, name] of [
    ["*", "a/b"],
    ["a?b", "a/b"],
    ["a*/b", "a/c/b"],
    ["a*b?c*x", "abxbbxdbxebxczzy"],
    ["*.go", "main.go/"],
    ["a\\*b", "axb"],
    ["ab", "a"],
  ])
    expect([pattern, name, matches(pattern ?? "", name ?? "")]).toEqual([pattern, name, false]);
});

test("classes: ranges, negation, escapes; one may be a slash", () => {
  expect(matches("ab[c]", "abc")).toBe(true);
  expect(matches("ab[b-d]", "abc")).toBe(true);
  expect(matches("ab[e-g]", "abc")).toBe(false);
  expect(matches("ab[^c]", "abc")).toBe(false);
  expect(matches("a[^a]b", "a☺b")).toBe(true);
  expect(matches("[\\]a]", "]")).toBe(true);
  expect(matches("[\\-x]", "-")).toBe(true);
  expect(matches("[x\\-]", "z")).toBe(false);
  expect(matches("a[^b]c", "a/c")).toBe(true);
  expect(matches("[a-ζ]*", "α")).toBe(true);
});

test("malformed patterns are refused whatever the name", () => {
  for (const pattern of ["[]a]", "[-]", "[x-]", "[-x]", "[a", "[", "[^", "[^bc", "a\\", "[a-b-c]", "a[", "[\\"])
    expect(() => parsePathPattern(pattern)).toThrow("syntax error in pattern");
});

test("a name matches itself, escaped", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (name) => {
      expect(matches(name.replace(/[*?[\]\\]/g, "\\$&"), name)).toBe(true);
    }),
  );
});

test("many stars take little time", () => {
  const begin = performance.now();
  expect(matches(`${"*a".repeat(200)}b`, "a".repeat(20_000))).toBe(false);
  expect(performance.now() - begin).toBeLessThan(1000);
});
