import { expect, test } from "bun:test";
import { lineRange } from "#formats/dockerfile/source-range.ts";
import { sourceExcerpt } from "./excerpt.ts";

const text = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`).join("\n");
const excerpt = (...ranges: Array<ReturnType<typeof lineRange>>) =>
  sourceExcerpt({ fileName: "Dockerfile", text }, ranges);

test("a line is shown with two around it, several with one", () => {
  expect(excerpt(lineRange(5))).toBe(
    `Dockerfile:5
--------------------
   3 |     line 3
   4 |     line 4
   5 | >>> line 5
   6 |     line 6
   7 |     line 7
--------------------
`,
  );
  expect(excerpt(lineRange(5, 6))).toBe(
    `Dockerfile:5
--------------------
   4 |     line 4
   5 | >>> line 5
   6 | >>> line 6
   7 |     line 7
--------------------
`,
  );
});

test("at the ends of a file there is less, and of no line nothing", () => {
  expect(excerpt(lineRange(12))).toContain("  11 |     line 11\n  12 | >>> line 12\n---");
  expect(excerpt(lineRange(1))).toContain("   1 | >>> line 1\n   2 |     line 2\n   3 |     line 3\n---");
  expect(excerpt(lineRange(2, 4), lineRange(8))).toContain("   2 | >>> line 2\n");
  expect(excerpt()).toBe("");
  expect(excerpt(lineRange(0))).toBe("");
  expect(excerpt(lineRange(13))).toBe("");
});
