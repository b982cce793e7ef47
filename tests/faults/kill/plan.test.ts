import { expect, test } from "bun:test";
import { SeededRandom } from "../../support/random.ts";
import { planKills } from "./plan.ts";

test("every commit point comes before a second pass of any, the rest are moments", () => {
  const passes = new Map([
    ["a", 100],
    ["b", 1],
  ]);
  const plan = planKills(passes, { count: 9, lifeMs: 1000, random: new SeededRandom(1) });
  const named = plan.flatMap((point) => ("at" in point ? [`${point.at}:${point.pass}`] : []));
  expect(named.sort()).toEqual(["a:1", "a:2", "a:3", "a:4", "a:5", "b:1"]);
  expect(plan).toHaveLength(9);
});

test("the same seed gives the same plan", () => {
  const choice = { count: 5, lifeMs: 10 };
  const plan = (): unknown => planKills(new Map([["a", 2]]), { ...choice, random: new SeededRandom(7) });
  expect(plan()).toEqual(plan());
});
