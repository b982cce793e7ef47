import { expect, test } from "bun:test";
import { splitCommandWords } from "./command-words.ts";

test.each([
  ["a b  c", ["a", "b", "c"]],
  [`sh -c "a 'b'"`, ["sh", "-c", "a 'b'"]],
  [`'a b'c "" d\\ e`, ["a bc", "", "d e"]],
  [`"a\\"b"`, ['a"b']],
  ["a # b", ["a"]],
  ["", []],
])("%p is %p", (line, words) => {
  expect(splitCommandWords(line)).toEqual(words);
});

test("quotes have an end", () => {
  expect(() => splitCommandWords('a "b')).toThrow("EOF found when expecting closing quote");
  expect(() => splitCommandWords("a \\")).toThrow("EOF found after escape character");
});
