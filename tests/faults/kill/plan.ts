import { readFileSync } from "node:fs";
import type { SeededRandom } from "../../support/random.ts";

/** When the daemon is to be killed: at the N-th pass of a commit point, or so long after its clients begin. */
export type KillPoint = { readonly at: string; readonly pass: number } | { readonly afterMs: number };

/** How often a life passes each commit point, from the file that GANTRY_COMMIT_POINTS_LOG named. */
export function passesIn(logFile: string): ReadonlyMap<string, number> {
  const passes = new Map<string, number>();
  let text = "";
  try {
    text = readFileSync(logFile, "utf8");
  } catch {
    return passes;
  }
  for (const name of text.split("\n").filter(Boolean)) passes.set(name, (passes.get(name) ?? 0) + 1);
  return passes;
}

/**
 * `count` points: passes of commit points, two thirds of all at most and those of all points before the second ones of
 * any, then random moments of a life that takes `lifeMs`.
 */
export function planKills(
  passes: ReadonlyMap<string, number>,
  choice: { readonly count: number; readonly lifeMs: number; readonly random: SeededRandom },
): KillPoint[] {
  const { count, lifeMs, random } = choice;
  const all = [...passes].flatMap(([at, times]) => Array.from({ length: times }, (_, i) => ({ at, pass: i + 1 })));
  const enumerated = all.sort((a, b) => a.pass - b.pass).slice(0, Math.floor((count * 2) / 3));
  const moments = Array.from({ length: count - enumerated.length }, () => ({ afterMs: random.next() * lifeMs }));
  return shuffled([...enumerated, ...moments], random);
}

function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  return items
    .map((item) => ({ item, key: random.next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
