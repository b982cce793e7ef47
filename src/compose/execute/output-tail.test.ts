import { expect, test } from "bun:test";
import { OutputTail } from "./output-tail.ts";

function tailOf(...pieces: readonly string[]): string {
  const tail = new OutputTail();
  for (const piece of pieces) tail.push(new TextEncoder().encode(piece));
  return tail.text;
}

test("the tail of an output is its last ten lines that say something", () => {
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}\n\n`);
  expect(tailOf(...lines).split("\n")).toEqual(Array.from({ length: 10 }, (_, index) => `line ${index + 10}`));
  expect(tailOf("  \n\n")).toBe("");
});

test("of lines that were written over the last is left, and a line without an end counts", () => {
  expect(tailOf("10%\r50%\r100%\r\n", "do", "ne")).toBe("100%\ndone");
});

test("a tail is bounded, and whole characters are left", () => {
  expect(tailOf("x".repeat(100_000)).length).toBe(2048);
  const euro = new TextEncoder().encode("€");
  const tail = new OutputTail();
  tail.push(euro.subarray(0, 1));
  tail.push(euro.subarray(1));
  expect(tail.text).toBe("€");
});
