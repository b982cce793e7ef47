import { expect, test } from "bun:test";
import fc from "fast-check";
import { replaceAll, replaceFirst, trimPrefix, trimSuffix } from "./trim.ts";

const pattern = fc
  .array(fc.constantFrom("a", "b", "*", "?", "\\*", "\n", "😀"), { maxLength: 6 })
  .map((parts) => parts.join(""));
const value = fc.array(fc.constantFrom("a", "b", "*", "\n", "😀"), { maxLength: 9 }).map((parts) => parts.join(""));

/** What BuildKit makes of a pattern: a regular expression, which here may take its time. */
function expression(text: string, { greedy, anchored }: { greedy: boolean; anchored: boolean }): RegExp {
  const source = text.replace(/\\\*|\*|\?/g, (found) => {
    if (found === "\\*") return found;
    return found === "?" ? "[^\n]" : `[^\n]*${greedy ? "" : "?"}`;
  });
  return new RegExp((anchored ? "^" : "") + source, anchored ? "u" : "gu");
}

test("prefixes go as a regular expression takes them", () => {
  fc.assert(
    fc.property(value, pattern, fc.boolean(), (text, wanted, greedy) => {
      const expected = text.replace(expression(wanted, { greedy, anchored: true }), "");
      expect(trimPrefix(text, wanted, { greedy })).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});

test("all matches are replaced as a regular expression finds them", () => {
  fc.assert(
    fc.property(value, pattern, (text, wanted) => {
      const found = [...text.matchAll(expression(wanted, { greedy: true, anchored: false }))];
      const first = found[0];
      const expected =
        first === undefined ? text : `${text.slice(0, first.index)}X${text.slice(first.index + first[0].length)}`;
      expect(replaceFirst(text, wanted, "X")).toBe(expected);
    }),
    { numRuns: 2000 },
  );
  expect(replaceAll("foo-bar", "o*", "X")).toBe("fX");
  expect(replaceAll("a.b.c", ".", ":")).toBe("a:b:c");
  expect(replaceAll("ab", "", "-")).toBe("-a-b-");
  expect(replaceAll("foo", "o", `[$0$1$\{0}$$]`)).toBe("f[oo$][oo$]");
});

test("suffixes are prefixes backwards", () => {
  expect(trimSuffix("libfoo.so.1", ".*", { greedy: false })).toBe("libfoo.so");
  expect(trimSuffix("libfoo.so.1", ".*", { greedy: true })).toBe("libfoo");
  expect(trimSuffix("a*b", "\\**", { greedy: false })).toBe("a");
  expect(() => trimPrefix("a", "\\x", { greedy: false })).toThrow(
    "invalid pattern (\\x) in substitution: invalid escape '\\x'",
  );
});

test("many stars take little time", () => {
  const begin = performance.now();
  expect(trimPrefix("a".repeat(50_000), `${"*a".repeat(500)}b`, { greedy: true })).toHaveLength(50_000);
  expect(replaceFirst("a".repeat(50_000), "*a*b", "x")).toHaveLength(50_000);
  expect(performance.now() - begin).toBeLessThan(1000);
});
