import { afterEach, expect, test } from "bun:test";
import { armCommitPoints, commitPoint, killAtPass, parseKillAt } from "./commit-points.ts";

afterEach(() => armCommitPoints(undefined));

test("a commit point does nothing unless armed", () => {
  expect(() => commitPoint("store.before-commit")).not.toThrow();
});

test("the kill comes at the chosen pass of the chosen point, and every pass is recorded", () => {
  const seen: string[] = [];
  armCommitPoints(
    killAtPass(parseKillAt("b:2"), { kill: () => seen.push("killed"), record: (name) => seen.push(name) }),
  );
  for (const name of ["a", "b", "a", "b", "b"]) commitPoint(name);
  expect(seen).toEqual(["a", "b", "a", "b", "killed", "b"]);
});

test("a target without a positive pass is refused", () => {
  for (const text of ["b", "b:", "b:0", ":1", "b:x", "b:1.5"]) expect(() => parseKillAt(text)).toThrow(RangeError);
  expect(parseKillAt("image:load:3")).toEqual({ name: "image:load", pass: 3 });
});
