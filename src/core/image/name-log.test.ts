import { expect, test } from "bun:test";
import type { Digest } from "#base/digest.ts";
import {
  maxFormerTargets,
  type NameLogEntry,
  type NameSource,
  numbered,
  upToDate,
  withMove,
  withoutOld,
} from "./name-log.ts";

function entry(digit: string, day: number, by: NameSource = "tag"): NameLogEntry {
  const digest = `sha256:${digit.repeat(64)}` as Digest;
  return { target: { mediaType: "m", digest, size: 1 }, at: `2024-01-${String(day).padStart(2, "0")}T00:00:00Z`, by };
}

const [a, b, c] = [entry("a", 1, "load"), entry("b", 2), entry("c", 3, "pull")];
const day = (number: number): number => Date.parse(`2024-01-${String(number).padStart(2, "0")}T00:00:00Z`);

test("moves are kept in order, and giving a name what it has is none", () => {
  expect(withMove([], undefined, a)).toEqual([a]);
  expect(withMove([a], a, b)).toEqual([a, b]);
  expect(withMove([a, b], b, entry("b", 5))).toEqual([a, b]);
});

test("what was there before moves were kept is known as such", () => {
  expect(withMove([], a, b)).toEqual([{ ...a, by: "unknown" }, b]);
  expect(upToDate([a], b)).toEqual([a, { ...b, by: "unknown" }]);
  expect(upToDate([a], a)).toEqual([a]);
});

test("a name that was gone and came back to the same image has moved", () => {
  expect(withMove([a], undefined, entry("a", 4))).toEqual([a, entry("a", 4)]);
});

test("the oldest are forgotten first", () => {
  let log: readonly NameLogEntry[] = [];
  for (let i = 0; i < 30; i++) log = withMove(log, log.at(-1), entry((i % 2).toString(), (i % 28) + 1));
  expect(log).toHaveLength(maxFormerTargets + 1);
});

test("the age counts from when the name left the image", () => {
  const limits = { beforeMs: day(3), isCurrent: true };
  expect(withoutOld([a, b, c], limits)).toEqual([b, c]);
  expect(withoutOld([a, b, c], { beforeMs: day(20), isCurrent: true })).toEqual([c]);
  expect(withoutOld([a, b, c], { beforeMs: day(20), isCurrent: false })).toEqual([]);
});

test("numbers count moves back from now", () => {
  expect(numbered([a, b, c], true).map(({ n, entry }) => [n, entry.by])).toEqual([
    [0, "pull"],
    [1, "tag"],
    [2, "load"],
  ]);
  expect(numbered([a], false).map(({ n }) => n)).toEqual([1]);
});
