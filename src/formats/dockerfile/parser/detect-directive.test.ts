import { expect, test } from "bun:test";
import { detectDirective, detectSyntax } from "./detect-directive.ts";

test("the frontend of a file, in the comments of any language", () => {
  const value = { value: "a/b:1", commandLine: "a/b:1 --x", line: 1 };
  expect(detectSyntax("# syntax=a/b:1 --x\nFROM a")).toEqual(value);
  expect(detectSyntax("\ufeff#syntax = a/b:1 --x  \r\n")).toEqual(value);
  expect(detectSyntax("#!/bin/x\n# syntax=a/b:1 --x")).toEqual({ ...value, line: 2 });
  expect(detectSyntax("// check=skip=all\n// Syntax=a/b:1 --x\n{}")).toEqual({ ...value, line: 2 });
  expect(detectSyntax('{"syntax": "a/b:1"}')).toEqual({ value: "a/b:1", commandLine: "a/b:1", line: 0 });
  expect(detectSyntax('#!x\n{"syntax": "a"}')).toEqual({ value: "a", commandLine: "a", line: 1 });
});

test("no frontend: after other comments or instructions, or where it is no text", () => {
  for (const text of [
    "",
    "FROM a",
    "# a\n# syntax=a/b",
    "FROM a\n# syntax=a",
    '{"syntax": 1}',
    '{"syntax"',
    " # syntax=a",
  ])
    expect(detectSyntax(text)).toBeUndefined();
});

test("of directives that are there twice the first counts, and nothing after the second", () => {
  expect(detectSyntax("# syntax=a\n# syntax=b")?.value).toBe("a");
  expect(detectDirective("check", "# syntax=a\n# syntax=b\n# check=skip=all")).toBeUndefined();
  expect(detectDirective("check", "# check=skip=all;error=true\n")?.commandLine).toBe("skip=all;error=true");
  expect(detectDirective("check", "// check=skip=all")).toBeUndefined();
});
