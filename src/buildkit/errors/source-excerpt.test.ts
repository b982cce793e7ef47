import { expect, test } from "bun:test";
import { sourceExcerpt } from "./source-excerpt.ts";

const at = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 0 } });

test("a short text is whole", () => {
  expect(sourceExcerpt("FROM x\nRUN y\n", [at(1)], 20)).toBe("FROM x\nRUN y\n");
});

test("of a long one, lines keep their places and only those around are there", () => {
  const text = Array.from({ length: 1000 }, (_, index) => `RUN ${index + 1} ${"x".repeat(1000)}`).join("\n");
  const lines = sourceExcerpt(text, [at(500)], 8_000).split("\n");
  expect(lines[499]).toStartWith("RUN 500 x");
  expect(lines[499]?.length).toBe(200);
  expect([lines[0], lines[400], lines.length]).toEqual(["", "", 510]);
});
