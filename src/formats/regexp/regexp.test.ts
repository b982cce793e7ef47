import { expect, test } from "bun:test";
import { LinearRegExp } from "./regexp.ts";
import { PatternError } from "./syntax.ts";

const first = (pattern: string, text: string): string | undefined => {
  const found = new LinearRegExp(pattern).match(text);
  return found === undefined ? undefined : text.slice(found[0], found[1]);
};

test("the leftmost match is found, and of alternatives the first", () => {
  expect(first("a|ab", "xab")).toBe("a");
  expect(first("ab|a", "xab")).toBe("ab");
  expect(first("a*?b", "aaab")).toBe("aaab");
  expect(first("(?U)a+", "aaa")).toBe("a");
  expect(first("x*", "aaa")).toBe("");
  expect(first("b", "aaa")).toBeUndefined();
});

test("classes, escapes and flags are those of RE2", () => {
  expect(first("[[:digit:]a-c]+", "xa1bz")).toBe("a1b");
  expect(first("[^\\w\\s]+", "ab -+ c")).toBe("-+");
  expect(first("\\p{Greek}+", "aαβb")).toBe("αβ");
  expect(first("\\P{L}", "a1")).toBe("1");
  expect(first("(?i)stra", "STRASSE")).toBe("STRA");
  expect(first("(?s)a.b", "a\nb")).toBe("a\nb");
  expect(first("a.b", "a\nb")).toBeUndefined();
  expect(first("(?m)^b$", "a\nb\nc")).toBe("b");
  expect(first("\\bb", "ab b")).toBe("b");
  expect(first("😀{2}", "x😀😀")).toBe("😀😀");
});

test("groups are captured as they matched last", () => {
  expect(new LinearRegExp("(a)|(b)").match("b")).toEqual([0, 1, -1, -1, 0, 1]);
  expect(new LinearRegExp("(?:(a)|b)*").match("aab")).toEqual([0, 3, 1, 2]);
  expect(new LinearRegExp("(?P<y>\\d+)-(?<m>\\d+)").names).toEqual(["y", "m"]);
});

test("a match of nothing is not found again where the one before ended", () => {
  const spans = [...new LinearRegExp("a*").matches("baac")].map(([start, end]) => [start, end]);
  expect(spans).toEqual([
    [0, 0],
    [1, 3],
    [4, 4],
  ]);
});

test("what RE2 cannot do is refused in the words of Go", () => {
  const refused = (pattern: string): string => {
    try {
      new LinearRegExp(pattern);
    } catch (error) {
      if (error instanceof PatternError) return error.message;
    }
    return "";
  };
  expect(refused("(?=a)")).toBe("error parsing regexp: invalid or unsupported Perl syntax: `(?=`");
  expect(refused("\\1")).toBe("error parsing regexp: invalid escape sequence: `\\1`");
  expect(refused("a{3,2}")).toBe("error parsing regexp: invalid repeat count: `{3,2}`");
});

test("a pattern that doubles its ways with every character takes no longer for it", () => {
  const text = "a".repeat(5000);
  expect(first("(a+)+$", `${text}b`)).toBeUndefined();
  expect(first("(a|a)*b", text)).toBeUndefined();
  expect(first(`${"a?".repeat(40)}${"a".repeat(40)}`, "a".repeat(40))).toHaveLength(40);
});
