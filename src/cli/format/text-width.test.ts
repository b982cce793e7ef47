import { expect, test } from "bun:test";
import { cutToWidth, textWidth } from "./text-width.ts";

test("columns are counted as a terminal shows them", () => {
  expect([textWidth(""), textWidth("abc"), textWidth("漢字"), textWidth("é…"), textWidth("🚀x")]).toEqual([
    0, 3, 4, 2, 3,
  ]);
  expect(textWidth("\x1b[2K\r\x1b[31;1mred\x1b[0m")).toBe(3);
});

test("a text is cut at its last whole character, and its colours end", () => {
  expect(cutToWidth("abcdef", 4)).toBe("abcd");
  expect(cutToWidth("abc", 4)).toBe("abc");
  expect(cutToWidth("漢字漢", 5)).toBe("漢字");
  expect(cutToWidth("漢a", 1)).toBe("");
  expect(cutToWidth("\x1b[31mred and more\x1b[0m", 3)).toBe("\x1b[31mred\x1b[0m");
});
