import { expect, test } from "bun:test";
import { pruneFilter } from "./filters.ts";

const nowMs = Date.parse("2026-01-02T00:00:00Z");
const accepted = ["label", "label!", "until"];

function passes(filters: Record<string, string[]>, labels: Record<string, string> | null, agoMs = 0): boolean {
  const decoded = new Map(Object.entries(filters).map(([key, values]) => [key, new Set(values)]));
  return pruneFilter(decoded, { accepted, nowMs })({ createdMs: nowMs - agoMs, labels });
}

test.each<[Record<string, string[]>, Record<string, string> | null, boolean]>([
  [{}, null, true],
  [{ label: ["a"] }, { a: "" }, true],
  [{ label: ["a=1"] }, { a: "2" }, false],
  [{ label: ["a=1", "b"] }, { a: "1" }, false],
  [{ label: ["a=1", "b"] }, { a: "1", b: "" }, true],
  [{ label: ["a"] }, null, false],
  [{ "label!": ["a"] }, { a: "" }, false],
  [{ "label!": ["a"] }, null, true],
  [{ "label!": ["a", "b"] }, { a: "" }, true],
  [{ "label!": ["a", "b"] }, { a: "", b: "" }, false],
  [{ "label!": ["a=1"] }, { a: "2" }, true],
])("%j of labels %j: %s", (filters, labels, expected) => {
  expect(passes(filters, labels)).toBe(expected);
});

test.each<[string, number, boolean]>([
  ["1h", 0, false],
  ["1h", 3_600_000, true],
  ["1h30m", 3_600_000, false],
  ["2026-01-01", 86_400_000, true],
  ["2026-01-01", 86_399_000, false],
  [String(nowMs / 1000 - 60), 60_000, true],
])("until %s, made %d ms ago: %s", (until, agoMs, expected) => {
  expect(passes({ until: [until] }, null, agoMs)).toBe(expected);
});

test.each<[Record<string, string[]>, string]>([
  [{ nosuch: ["x"] }, "invalid filter 'nosuch'"],
  [{ until: ["1h", "2h"] }, "more than one until filter specified"],
  [{ until: ["xx"] }, 'failed to parse value as time or duration: "xx"'],
])("%j is refused", (filters, message) => {
  expect(() => passes(filters, null)).toThrow(message);
});
