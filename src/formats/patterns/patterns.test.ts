import { expect, test } from "bun:test";
import { goPattern, hasWildcards } from "./go-pattern.ts";
import { PatternMatcher } from "./pattern-matcher.ts";

/** Cases of Go's path/filepath. */
const matches: ReadonlyArray<readonly [pattern: string, name: string, fits: boolean | undefined]> = [
  ["abc", "abc", true],
  ["*", "abc", true],
  ["*c", "abc", true],
  ["a*", "a", true],
  ["a*", "ab/c", false],
  ["a*/b", "abc/b", true],
  ["a*/b", "a/c/b", false],
  ["a*b*c*d*e*/f", "axbxcxdxexxx/f", true],
  ["a*b*c*d*e*/f", "axbxcxdxexxx/fff", false],
  ["a*b?c*x", "abxbbxdbxebxczzx", true],
  ["a*b?c*x", "abxbbxdbxebxczzy", false],
  ["ab[c]", "abc", true],
  ["ab[b-d]", "abc", true],
  ["ab[e-g]", "abc", false],
  ["ab[^c]", "abc", false],
  ["ab[^e-g]", "abc", true],
  ["a\\*b", "a*b", true],
  ["a\\*b", "ab", false],
  ["a?b", "a☺b", true],
  ["a[^a]b", "a☺b", true],
  ["a???b", "a☺b", false],
  ["[a-ζ]*", "α", true],
  ["*[a-ζ]", "A", false],
  ["a?b", "a/b", false],
  ["a*b", "a/b", false],
  ["[\\]a]", "]", true],
  ["[\\-]", "-", true],
  ["[x\\-]", "-", true],
  ["[x\\-]", "z", false],
  ["[\\-x]", "a", false],
  ["[]a]", "]", undefined],
  ["[-]", "-", undefined],
  ["[x-]", "x", undefined],
  ["[a-b-c]", "a", undefined],
  ["[", "a", undefined],
  ["[^bc", "a", undefined],
  ["a[", "a", undefined],
  ["\\", "a", undefined],
  ["*x", "xxx", true],
  ["[z-a]", "b", false],
];

test.each(matches)("%s with %s: %p", (pattern, name, fits) => {
  expect(goPattern(pattern)?.test(name)).toBe(fits as boolean);
});

test("an escaped wildcard is none", () => {
  expect(["a\\*b", "a*", "a?", "[a", "plain"].map(hasWildcards)).toEqual([false, true, true, true, false]);
});

/** Cases of moby/patternmatcher. */
const ignored: ReadonlyArray<readonly [pattern: string, path: string, matched: boolean]> = [
  ["**", "file", true],
  ["**", "dir/file", true],
  ["**/", "dir/file", true],
  ["**/**", "dir/file", true],
  ["dir/**", "dir/file", true],
  ["dir/**", "dir", false],
  ["dir/**", "dir/dir2/file", true],
  ["**/dir", "dir", true],
  ["**/dir", "dir/file", true],
  ["**/dir2/*", "dir/dir2/file", true],
  ["**/dir2/*", "dir/dir2/dir3/file", true],
  ["**file", "file", true],
  ["**file", "dir/file", true],
  ["**/file", "dir/dir/file", true],
  ["**/file*.txt", "dir/dir/file.txt", true],
  ["**/*.txt", "dir/dir/file.txt", true],
  ["**/**/*.txt", "dir/dir/file.txt", true],
  ["**/**/*.txt2", "dir/dir/file.txt", false],
  ["a**/*.txt", "a/file/dir/file.txt", true],
  ["a/*.txt", "a/dir/file.txt", false],
  ["a/*.txt", "a/file.txt", true],
  ["a[b-d]e", "ae", false],
  ["a[b-d]e", "ace", true],
  ["a[^b-d]e", "aze", true],
  [".*", ".foo", true],
  [".*", "foo", false],
  ["abc.def", "abcZdef", false],
  ["abc?def", "abcZdef", true],
  ["**/foo/bar", "foo/bar", true],
  ["**/foo/bar", "dir/dir2/foo/bar", true],
  ["abc/**", "abc/def/ghi", true],
  ["**/.foo", "bar.foo", false],
  ["a(b)c/def", "a(b)c/def", true],
  ["a.|)$(}+{bc", "a.|)$(}+{bc", true],
  [
    "dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl",
    "dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl",
    true,
  ],
  ["./empty", "empty", true],
  ["sub/", "sub/x", true],
  ["a/../b", "b", true],
];

test.each(ignored)("%s ignores %s: %p", (pattern, path, matched) => {
  expect(new PatternMatcher([pattern]).match(path).matched).toBe(matched);
});

const withExceptions: ReadonlyArray<readonly [patterns: readonly string[], path: string, matched: boolean]> = [
  [["**", "!util/docker/web"], "util/docker/web/foo", false],
  [["**", "!util/docker/web", "util/docker/web/foo"], "util/docker/web/foo", true],
  [
    ["**", "!dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl"],
    "dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl",
    false,
  ],
  [["*.txt", "!b.txt"], "b.txt", false],
  [["sub/**", "!sub/deep/two.txt"], "sub/deep/two.txt", false],
  [["sub/**", "!sub/deep/two.txt"], "sub/deep", true],
];

test.each(withExceptions)("%p with %s: %p", (patterns, path, matched) => {
  const matcher = new PatternMatcher(patterns);
  expect(matcher.match(path).matched).toBe(matched);
  let info = matcher.match(path.split("/")[0] ?? "", []).info;
  for (const [at] of [...path.matchAll(/\//g)].entries()) {
    const end = path
      .split("/")
      .slice(0, at + 2)
      .join("/");
    const result = matcher.match(end, info);
    if (end === path) expect(result.matched).toBe(matched);
    info = result.info;
  }
});

test("what cannot be below a folder need not be looked for", () => {
  const plain = new PatternMatcher(["a/b", "c/**", "!d/e"]);
  expect(["a", "c", "x", "a/x"].map((path) => plain.mayMatchBelow(path))).toEqual([true, true, false, false]);
  expect(["d", "a"].map((path) => plain.mayExceptBelow(path))).toEqual([true, false]);
  expect(new PatternMatcher(["*/x"]).mayMatchBelow("anything")).toBeTrue();
});

test.each([
  ["!", 'illegal exclusion pattern: "!"'],
  ["[", "syntax error in pattern"],
  ["a/[-]", "syntax error in pattern"],
])("%s is refused", (pattern, message) => {
  expect(() => new PatternMatcher([pattern])).toThrow(message);
});

test("no pattern takes long", () => {
  const path = "a/".repeat(2000);
  const name = "a".repeat(4000);
  const patterns = new PatternMatcher([`${"**/a*/".repeat(30)}b`, `${"*a".repeat(100)}b`, `${"**/".repeat(500)}b`]);
  const began = process.cpuUsage();
  for (const text of [path, name]) expect(patterns.match(text, []).matched).toBeFalse();
  expect(goPattern(`${"*a".repeat(100)}b`)?.test(name)).toBeFalse();
  expect(process.cpuUsage(began).user).toBeLessThan(5_000_000);
});
