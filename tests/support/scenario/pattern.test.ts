import { expect, test } from "bun:test";
import { fits, shows, unmet } from "./pattern.ts";

test("a pattern is a whole line, where spaces count as one", () => {
  expect(fits("Container a-1 Started", " Container a-1   Started ")).toBe(true);
  expect(fits("Container a-1", "Container a-1 Started")).toBe(false);
});

test("a star is any text, and can be meant itself", () => {
  expect(fits("a*c", "abbc")).toBe(true);
  expect(fits("a*c", "abb")).toBe(false);
  expect(fits("2 \\* 2", "2 * 2")).toBe(true);
  expect(fits("2 \\* 2", "2 x 2")).toBe(false);
});

test("all else is meant as it stands", () => {
  expect(fits("a.c (x) [y] $z", "a.c (x) [y] $z")).toBe(true);
  expect(fits("a.c", "abc")).toBe(false);
});

test("a text shows what one of its lines is", () => {
  expect(shows("one\r\ntwo\n", "two")).toBe(true);
  expect(shows("one two\n", "two")).toBe(false);
});

test("the first expectation that is not met", () => {
  const output = "one\ntwo\nthree\n";
  const of = (...lines: readonly string[]) =>
    unmet(
      output,
      lines.map((line) => {
        const [kind, pattern] = line.split(" ") as [">" | ">>" | "!", string];
        return { kind, pattern };
      }),
    )?.pattern;
  expect(of("> two", "> one", "! four")).toBeUndefined();
  expect(of("> one", ">> three")).toBeUndefined();
  expect(of("> two", ">> one")).toBe("one");
  expect(of("> two", ">> two")).toBe("two");
  expect(of("! t*")).toBe("t*");
  expect(of("> one", "> four")).toBe("four");
});
