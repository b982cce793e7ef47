import { afterEach, expect, test } from "bun:test";
import { armCommitPoints, commitPoint, killAtPass, killOnOrder, parseKillAt } from "./commit-points.ts";

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

test("an order may come late, and its passes are counted from then", () => {
  const seen: string[] = [];
  let order: string | undefined;
  armCommitPoints(killOnOrder(() => order, { kill: () => seen.push(`killed at ${order}`) }));
  for (const next of [undefined, "a:2", "a:2", "b:1", undefined, "a:1"]) {
    order = next;
    for (const name of ["a", "b"]) commitPoint(name);
  }
  expect(seen).toEqual(["killed at a:2", "killed at b:1", "killed at a:1"]);
});

test("a target without a positive pass is refused", () => {
  for (const text of ["b", "b:", "b:0", ":1", "b:x", "b:1.5"]) expect(() => parseKillAt(text)).toThrow(RangeError);
  expect(parseKillAt("image:load:3")).toEqual({ name: "image:load", pass: 3 });
});
