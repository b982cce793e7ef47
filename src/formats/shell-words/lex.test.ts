import { expect, test } from "bun:test";
import { lexWords } from "./lex.ts";

test("quotes, backslashes and comments", () => {
  expect(lexWords("a 'b \\' c")).toEqual(["a", "b \\", "c"]);
  expect(lexWords('a "x\\"y" z\\ w')).toEqual(["a", 'x"y', "z w"]);
  expect(lexWords("a#b #c d\ne ''")).toEqual(["a#b", "e", ""]);
  expect(lexWords("a $B `c` | d; e > f")).toEqual(["a", "$B", "`c`", "|", "d;", "e", ">", "f"]);
  expect(lexWords(" #a")).toEqual([]);
});

test("what has no end", () => {
  expect(() => lexWords("a 'b")).toThrow("EOF found when expecting closing quote");
  expect(() => lexWords('a "b')).toThrow("EOF found when expecting closing quote");
  expect(() => lexWords("a \\")).toThrow("EOF found after escape character");
  expect(() => lexWords('a "b\\')).toThrow("EOF found after escape character");
  expect(() => lexWords("a 'b\\")).toThrow("EOF found when expecting closing quote");
});
