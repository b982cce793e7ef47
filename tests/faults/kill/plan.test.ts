import { expect, test } from "bun:test";
import { SeededRandom } from "../../support/random.ts";
import { enumerate, type Ground, planKills } from "./plan.ts";

const ground: Ground = {
  stories: new Map([
    [
      "one",
      {
        passes: new Map([
          ["a", 3],
          ["b", 1],
        ]),
        ms: 100,
      },
    ],
    [
      "two",
      {
        passes: new Map([
          ["a", 1],
          ["c", 2],
        ]),
        ms: 100,
      },
    ],
  ]),
  start: new Map([["d", 1]]),
};

test("every commit point comes before a second place of any", () => {
  const points = enumerate(ground, new SeededRandom(1));
  expect(
    points
      .slice(0, 4)
      .map(({ at }) => at)
      .sort(),
  ).toEqual(["a", "b", "c", "d"]);
  expect(points).toHaveLength(8);
});

test("two thirds are passes of commit points, again from the first with another story beside, the rest moments", () => {
  const plan = planKills(ground, { count: 18, random: new SeededRandom(1) });
  const named = plan.filter((point) => "at" in point);
  expect([plan.length, named.length]).toEqual([18, 12]);
  expect(plan.filter((point) => "beside" in point).length).toBeGreaterThan(0);
  expect(new Set(named.map((point) => `${"story" in point ? point.story : ""}:${point.at}:${point.pass}`)).size).toBe(
    8,
  );
});

test("the same seed gives the same plan", () => {
  const plan = (): unknown => planKills(ground, { count: 9, random: new SeededRandom(7) });
  expect(plan()).toEqual(plan());
});
